package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** What a monitor looks at, and where it begins to be violated. */
final class MonitorOptions {

  @Option(names = "--kind", description = "regression, threshold or anomaly.")
  private String kind;

  @Option(
      names = "--measure",
      description =
          "pass-rate, pass-rate-drop, latency-p99, latency-spike, or metric:NAME for a metric.")
  private String measure;

  @Option(names = "--limit", description = "Where it is violated (default: the server's).")
  private Double limit;

  @Option(
      names = "--baseline-run",
      paramLabel = "RUN",
      description = "The run to compare with (default: earlier runs); for regressions.")
  private String baselineRun;

  @Option(
      names = "--window",
      paramLabel = "RUNS",
      description = "How many earlier runs are looked at (default: what fits the kind).")
  private Integer window;

  @Option(names = "--severity", description = "At least info, warning (default) or critical.")
  private String severity;

  @Option(names = "--prompt", description = "Only runs of this prompt.")
  private String prompt;

  @Option(names = "--dataset", description = "Only runs on this dataset.")
  private String dataset;

  @Option(names = "--provider", description = "Only runs with this provider instance.")
  private String provider;

  @Option(
      names = "--enabled",
      arity = "1",
      paramLabel = "true|false",
      description =
          "Whether it raises alerts (default: true); one that does not still takes the place of the"
              + " built-in condition.")
  private Boolean enabled;

  /** What the API calls a monitor, with nothing that was not named. */
  ObjectNode body() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("kind", kind).put("measure", measure).put("limit", limit);
    body.put("baselineRun", baselineRun).put("window", window).put("severity", severity);
    body.put("prompt", prompt).put("dataset", dataset).put("provider", provider);
    body.put("enabled", enabled);
    // For a change, null would mean to remove the field.
    body.removeNulls();
    return body;
  }
}
