package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.terminal.Table;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** What a person reads about a run. */
final class RunReport {

  private RunReport() {}

  /** Says in a line where a run is in its life, or gives all of it as JSON. */
  static int tell(CommandSpec spec, ServerOptions options, JsonNode run) {
    if (options.json()) {
      Output.json(spec, run);
    } else {
      Output.of(spec).printf("run %s %s%n", run.path("id").asText(), run.path("status").asText());
    }
    return 0;
  }

  /**
   * Prints what a run that has ended has found, or gives all of it as JSON.
   *
   * @return the exit code: 0 when it completed
   */
  static int atItsEnd(CommandSpec spec, ServerOptions options, JsonNode run) {
    if (options.json()) {
      Output.json(spec, run);
    } else {
      print(run, Output.of(spec));
    }
    return run.path("status").asText().equals("completed") ? 0 : 1;
  }

  /** Prints what a run has found. */
  static void print(JsonNode run, PrintWriter out) {
    out.printf("run %s %s%n", run.path("id").asText(), run.path("status").asText());
    if (run.path("failure").isTextual()) {
      out.printf("%s%n", run.path("failure").asText());
    }
    JsonNode summary = run.path("summary");
    if (summary.isObject()) {
      printSummary(summary, out);
    } else {
      out.printf(
          "%d of %d samples done%n",
          run.path("progress").path("done").asLong(), run.path("totalSamples").asLong());
    }
  }

  private static void printSummary(JsonNode summary, PrintWriter out) {
    out.printf(
        "pass rate %s (%d of %d scored; %d failed, %d skipped)%n",
        Output.percent(summary.path("passRate")),
        summary.path("passed").asLong(),
        summary.path("scored").asLong(),
        summary.path("failed").asLong(),
        summary.path("skipped").asLong());
    Table table = new Table("METRIC", "N", "MEAN", "SD", "MIN", "P50", "P90", "P99", "MAX");
    for (JsonNode metric : summary.path("metrics")) {
      JsonNode percentiles = metric.path("percentiles");
      table.row(
          metric.path("metric").asText(),
          metric.path("count").asText(),
          Output.number(metric.path("mean")),
          Output.number(metric.path("standardDeviation")),
          Output.number(metric.path("min")),
          Output.number(percentiles.path("p50")),
          Output.number(percentiles.path("p90")),
          Output.number(percentiles.path("p99")),
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
    JsonNode cost = summary.path("cost");
    if (cost.isObject()) {
      out.printf(
          "cost %s %s%n", Output.number(cost.path("amount")), cost.path("currency").asText());
    }
    for (Map.Entry<String, JsonNode> reason : summary.path("failureReasons").properties()) {
      out.printf("failed %s: %d%n", reason.getKey(), reason.getValue().asLong());
    }
  }
}
