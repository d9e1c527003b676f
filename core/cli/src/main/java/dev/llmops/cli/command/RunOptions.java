package dev.llmops.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.ApiClient;
import dev.llmops.cli.client.CommandException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** What a run evaluates. */
final class RunOptions {

  private static final Pattern METRIC = Pattern.compile("([^<>=]+)(?:(>=|<=)(.+))?");

  @Option(names = "--dataset", required = true, description = "The dataset.")
  private String dataset;

  @Option(names = "--dataset-version", description = "Its version (default: the latest).")
  private Integer datasetVersion;

  @Option(
      names = "--prompt",
      required = true,
      paramLabel = "NAME[@REF]",
      description = "The prompt.")
  private String prompt;

  @Option(names = "--provider", required = true, description = "The provider instance.")
  private String provider;

  @Option(names = "--model", description = "The model (default: the provider's own).")
  private String model;

  @Option(names = "--param", paramLabel = "NAME:=JSON", description = "A model parameter.")
  private List<String> parameters;

  @Option(
      names = "--metric",
      required = true,
      paramLabel = "METRIC[>=MIN|<=MAX]",
      description = "A metric instance, with a pass bound where wanted.")
  private List<String> metrics;

  @Option(names = "--concurrency", description = "The most samples in flight.")
  private Integer concurrency;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      description = "How long the run may take, such as 1h (default: the server's).")
  private String timeout;

  @Option(
      names = "--sample-timeout",
      paramLabel = "DURATION",
      description = "How long one answer or score may take (default: the server's).")
  private String sampleTimeout;

  @Option(names = "--name", defaultValue = "", description = "What to call the run.")
  private String name;

  @Option(names = "--description", defaultValue = "", description = "What the run is for.")
  private String description;

  @Option(
      names = "--metadata",
      paramLabel = "NAME=TEXT|NAME:=JSON",
      description = "Something to find or group the run by.")
  private List<String> metadata;

  /** What the API calls a run that is asked for. */
  ObjectNode body(ApiClient api) throws JsonProcessingException {
    ObjectNode body = api.mapper().createObjectNode();
    body.put("name", name).put("description", description);
    body.put("dataset", dataset).put("datasetVersion", datasetVersion);
    body.set("prompt", api.mapper().valueToTree(PromptCommand.Reference.parse(prompt).body()));
    body.put("provider", provider).put("model", model).put("concurrency", concurrency);
    body.put("timeout", timeout).put("sampleTimeout", sampleTimeout);
    body.set("parameters", Assignment.object(orEmpty(parameters), api.mapper()));
    body.set("metadata", Assignment.object(orEmpty(metadata), api.mapper()));
    ArrayNode wanted = body.putArray("metrics");
    metrics.forEach(metric -> wanted.add(metric(api, metric)));
    return body;
  }

  private static List<String> orEmpty(List<String> assignments) {
    return assignments == null ? List.of() : assignments;
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
}
