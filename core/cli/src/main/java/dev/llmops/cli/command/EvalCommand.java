package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.terminal.ProgressBar;
import dev.llmops.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The commands for evaluation runs. Exit code 0: passed; 2: the gate failed; 1: anything else went
 * wrong.
 */
@Command(name = "eval", description = "Evaluate prompts against datasets, and compare runs.")
public final class EvalCommand {

  @Spec private CommandSpec spec;

  /** The exit code of a gate that failed. */
  static final int GATE_FAILED = 2;

  private static final long POLL_MILLIS = 150;
  private static final Pattern METRIC = Pattern.compile("([^<>=]+)(?:(>=|<=)(.+))?");

  @Command(name = "run", description = "Start a run, show its progress, and print its results.")
  int run(
      @Mixin ServerOptions options,
      @Option(names = "--dataset", required = true, description = "The dataset.") String dataset,
      @Option(names = "--dataset-version", description = "Its version (default: the latest).")
          Integer datasetVersion,
      @Option(
              names = "--prompt",
              required = true,
              paramLabel = "NAME[@REF]",
              description = "The prompt.")
          String prompt,
      @Option(names = "--provider", required = true, description = "The provider instance.")
          String provider,
      @Option(names = "--model", description = "The model (default: the provider's own).")
          String model,
      @Option(names = "--param", paramLabel = "NAME:=JSON", description = "A model parameter.")
          List<String> parameters,
      @Option(
              names = "--metric",
              required = true,
              paramLabel = "METRIC[>=MIN|<=MAX]",
              description = "A metric instance, with a pass bound where wanted.")
          List<String> metrics,
      @Option(names = "--concurrency", description = "The most samples in flight.")
          Integer concurrency,
      @Option(names = "--name", defaultValue = "", description = "What to call the run.")
          String name,
      @Mixin Gate gate,
      @Option(
              names = "--baseline",
              paramLabel = "RUN",
              description = "Fail with exit code 2 on a regression against this run.")
          String baseline,
      @Mixin RegressionRule rule,
      @Option(
              names = "--junit",
              paramLabel = "FILE",
              description = "Write the results of the samples as JUnit XML.")
          Path junit)
      throws IOException {
    gate.check();
    try (ApiClient api = options.connect()) {
      ObjectNode body = api.mapper().createObjectNode();
      body.put("name", name).put("dataset", dataset).put("provider", provider);
      body.set("prompt", api.mapper().valueToTree(PromptCommand.Reference.parse(prompt).body()));
      ArrayNode wanted = body.putArray("metrics");
      metrics.forEach(metric -> wanted.add(metric(api, metric)));
      if (datasetVersion != null) {
        body.put("datasetVersion", datasetVersion);
      }
      if (model != null) {
        body.put("model", model);
      }
      if (concurrency != null) {
        body.put("concurrency", concurrency);
      }
      if (parameters != null) {
        body.set("parameters", Assignment.object(parameters, api.mapper()));
      }
      JsonNode run = api.post(ApiClient.path("runs"), body);
      JsonNode ended = await(api, run.path("id").asText(), spec, !options.json());
      if (options.json()) {
        Output.json(spec, ended);
      } else {
        print(ended, Output.of(spec));
      }
      Optional<String> error =
          ended.path("status").asText().equals("completed")
              ? gate.error(ended, baseline != null)
              : Optional.of("The run did not complete.");
      List<String> failures = new ArrayList<>();
      if (error.isEmpty()) {
        failures.addAll(gate.failures(ended));
        if (baseline != null) {
          failures.addAll(rule.regressions(comparison(api, baseline, ended.path("id").asText())));
        }
      }
      if (junit != null) {
        List<String> told = error.isPresent() ? List.of(error.get()) : failures;
        new JunitReport(ended, told).write(junit, JunitReport.of(api, ended.path("id").asText()));
      }
      error.ifPresent(spec.commandLine().getErr()::println);
      failures.forEach(spec.commandLine().getErr()::println);
      return error.isPresent() ? 1 : failures.isEmpty() ? 0 : GATE_FAILED;
    }
  }

  private static JsonNode comparison(ApiClient api, String baseline, String candidate) {
    return api.get(
        ApiClient.query(
            ApiClient.path("runs:compare"), Map.of("baseline", baseline, "candidate", candidate)));
  }

  private static ObjectNode metric(ApiClient api, String text) {
    Matcher parts = METRIC.matcher(text);
    if (!parts.matches()) {
      throw new CommandException(
          "Expected METRIC, METRIC>=MIN or METRIC<=MAX, got \"" + text + "\".");
    }
    ObjectNode metric = api.mapper().createObjectNode().put("metric", parts.group(1).strip());
    if (parts.group(2) != null) {
      try {
        double bound = Double.parseDouble(parts.group(3));
        metric.putObject("pass").put(parts.group(2).equals(">=") ? "min" : "max", bound);
      } catch (NumberFormatException e) {
        throw new CommandException(
            "\"" + parts.group(3) + "\" in \"" + text + "\" is not a number.");
      }
    }
    return metric;
  }

  private static JsonNode await(ApiClient api, String id, CommandSpec spec, boolean show) {
    ProgressBar bar = new ProgressBar(spec.commandLine().getErr(), System.console() != null);
    while (true) {
      JsonNode run = api.get(ApiClient.path("runs", id));
      JsonNode progress = run.path("progress");
      if (show) {
        bar.show(
            progress.path("done").asLong(),
            run.path("totalSamples").asLong(),
            run.path("status").asText());
      }
      if (List.of("completed", "failed", "cancelled").contains(run.path("status").asText())) {
        bar.end();
        return run;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandException("Interrupted; the run goes on: " + id);
      }
    }
  }

  private static void print(JsonNode run, PrintWriter out) {
    JsonNode summary = run.path("summary");
    out.printf("run %s %s%n", run.path("id").asText(), run.path("status").asText());
    if (run.path("failure").isTextual()) {
      out.printf("%s%n", run.path("failure").asText());
    }
    out.printf(
        "pass rate %s (%d of %d scored; %d failed, %d skipped)%n",
        Output.percent(summary.path("passRate")),
        summary.path("passed").asLong(),
        summary.path("scored").asLong(),
        summary.path("failed").asLong(),
        summary.path("skipped").asLong());
    Table table = new Table("METRIC", "N", "MEAN", "SD", "MIN", "MAX");
    for (JsonNode metric : summary.path("metrics")) {
      table.row(
          metric.path("metric").asText(),
          metric.path("count").asText(),
          Output.number(metric.path("mean")),
          Output.number(metric.path("standardDeviation")),
          Output.number(metric.path("min")),
          Output.number(metric.path("max")));
    }
    out.print(table);
    JsonNode latency = summary.path("latencyMillis");
    out.printf(
        Locale.ROOT,
        "latency p50 %s ms, p90 %s ms, p99 %s ms; tokens %d in, %d out%n",
        Output.number(latency.path("p50")),
        Output.number(latency.path("p90")),
        Output.number(latency.path("p99")),
        summary.path("inputTokens").asLong(),
        summary.path("outputTokens").asLong());
    for (Map.Entry<String, JsonNode> reason : summary.path("failureReasons").properties()) {
      out.printf("failed %s: %d%n", reason.getKey(), reason.getValue().asLong());
    }
  }

  @Command(
      name = "compare",
      description =
          "Compare two runs on the same dataset version by paired tests. Exit code 2: the pass rate fell"
              + " significantly and by enough, or a quality metric got significantly worse.")
  int compare(
      @Mixin ServerOptions options,
      @Parameters(index = "0", paramLabel = "BASELINE", description = "The id of a run.")
          String baseline,
      @Parameters(index = "1", paramLabel = "CANDIDATE", description = "The id of another run.")
          String candidate,
      @Mixin RegressionRule rule) {
    try (ApiClient api = options.connect()) {
      JsonNode comparison = comparison(api, baseline, candidate);
      if (options.json()) {
        Output.json(spec, comparison);
      } else {
        printComparison(comparison, Output.of(spec));
      }
      List<String> regressions = rule.regressions(comparison);
      regressions.forEach(spec.commandLine().getErr()::println);
      return regressions.isEmpty() ? 0 : GATE_FAILED;
    }
  }

  private static void printComparison(JsonNode comparison, PrintWriter out) {
    out.println(comparison.path("summary").asText());
    Table table =
        new Table("WHAT", "BASELINE", "CANDIDATE", "DIFFERENCE", "INTERVAL", "P", "VERDICT");
    row(table, "pass rate", comparison.path("passRate"));
    for (JsonNode metric : comparison.path("metrics")) {
      row(table, metric.path("metric").asText(), metric);
    }
    out.print(table);
    comparison.path("warnings").forEach(warning -> out.println("warning: " + warning.asText()));
  }

  private static void row(Table table, String name, JsonNode line) {
    JsonNode interval = line.path("interval");
    table.row(
        name,
        Output.number(line.path("baseline")),
        Output.number(line.path("candidate")),
        Output.number(line.path("difference")),
        interval.isObject()
            ? Output.number(interval.path("low")) + " to " + Output.number(interval.path("high"))
            : "-",
        Output.number(line.path("pValue")),
        line.path("verdict").asText());
  }
}
