package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import dev.llmops.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  @Command(name = "run", description = "Start a run, show its progress, and print its results.")
  int run(
      @Mixin ServerOptions options,
      @Mixin RunOptions asked,
      @Option(
              names = "--hold",
              description = "Only make the run; \"llmops run start\" has it worked on.")
          boolean hold,
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
    if (hold && (junit != null || gate.judges(baseline != null))) {
      throw new CommandException(
          "--hold makes a run without results: leave --junit, --baseline and the gates out.");
    }
    try (ApiClient api = options.connect()) {
      ObjectNode body = asked.body(api);
      body.put("start", !hold);
      if (baseline != null) {
        new Baseline(api, baseline).admit(body);
      }
      JsonNode run = api.post(ApiClient.path("runs"), body);
      if (hold) {
        return RunReport.tell(spec, options, run);
      }
      JsonNode ended = RunFollower.follow(api, run.path("id").asText(), spec, !options.json());
      if (options.json()) {
        Output.json(spec, ended);
      } else {
        RunReport.print(ended, Output.of(spec));
      }
      Optional<String> error =
          ended.path("status").asText().equals("completed")
              ? gate.error(ended, baseline != null)
              : Optional.of("The run did not complete.");
      List<String> failures = new ArrayList<>();
      if (error.isEmpty()) {
        failures.addAll(gate.failures(ended));
        if (baseline != null) {
          try {
            failures.addAll(
                rule.regressions(
                    new Baseline(api, baseline).comparison(ended.path("id").asText())));
          } catch (CommandException e) {
            // The run is paid for: its report is written all the same.
            error = Optional.of(e.getMessage());
          }
        }
      }
      if (junit != null) {
        List<String> told = new ArrayList<>(failures);
        error.ifPresent(told::addFirst);
        new JunitReport(ended, told).write(junit, JunitReport.of(api, ended.path("id").asText()));
      }
      error.ifPresent(spec.commandLine().getErr()::println);
      failures.forEach(spec.commandLine().getErr()::println);
      return error.isPresent() ? 1 : failures.isEmpty() ? 0 : GATE_FAILED;
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
      JsonNode comparison = new Baseline(api, baseline).comparison(candidate);
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
