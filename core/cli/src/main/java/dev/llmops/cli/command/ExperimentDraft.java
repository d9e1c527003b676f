package dev.llmops.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.client.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What both comparisons, of prompts and of models, may say. */
final class ExperimentDraft {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Set<String> KINDS = Set.of("proportion", "mean");
  private static final Set<String> DIRECTIONS = Set.of("increase", "decrease");

  @Option(names = "--description", defaultValue = "", description = "The hypothesis.")
  private String description;

  @Option(
      names = "--metric",
      paramLabel = "NAME:KIND[:DIRECTION[:TEST]]",
      description =
          "What to watch, the primary metric first; KIND is proportion or mean, DIRECTION increase"
              + " (default) or decrease, TEST a statistical test such as sequential-proportion.")
  private List<String> metrics = List.of();

  @Option(names = "--provider", description = "The provider instance of all variants.")
  private String provider;

  @Option(
      names = "--param",
      paramLabel = "NAME:=JSON",
      description = "A model parameter of all variants, such as temperature:=0.2.")
  private List<String> parameters = List.of();

  @Option(names = "--min-samples", description = "Units every variant must have before a decision.")
  private Long minSamples;

  @Option(names = "--confidence", description = "The level of intervals, such as 0.95.")
  private Double confidence;

  ObjectNode body(String name) throws IOException {
    ObjectNode body = MAPPER.createObjectNode().put("name", name).put("description", description);
    ArrayNode watched = body.putArray("metrics");
    metrics.forEach(metric -> watched.add(metric(metric)));
    body.set("parameters", Assignment.object(parameters, MAPPER));
    return body.put("provider", provider)
        .put("minSamples", minSamples)
        .put("confidence", confidence);
  }

  static ObjectNode metric(String text) {
    String[] parts = text.split(":", -1);
    boolean understood =
        (parts.length >= 2 && parts.length <= 4)
            && KINDS.contains(parts[1])
            && (parts.length == 2 || DIRECTIONS.contains(parts[2]));
    if (!understood) {
      throw new CommandException(
          "Expected NAME:KIND or NAME:KIND:DIRECTION such as solved:proportion or seconds:mean:decrease, got \""
              + text
              + "\".");
    }
    ObjectNode metric =
        MAPPER
            .createObjectNode()
            .put("name", parts[0])
            .put("kind", parts[1])
            .put("direction", parts.length > 2 ? parts[2] : "increase");
    return parts.length > 3 ? metric.put("test", parts[3]) : metric;
  }

  /**
   * One side of a comparison of prompts: {@code NAME[@REF]} for a version that exists, {@code
   * NAME@VERSION:FILE} for one to create from a template.
   */
  static ObjectNode arm(String text, List<String> variables) throws IOException {
    int file = text.indexOf(':');
    PromptCommand.Reference prompt =
        PromptCommand.Reference.parse(file < 0 ? text : text.substring(0, file));
    if (file < 0) {
      return MAPPER.createObjectNode().set("prompt", MAPPER.valueToTree(prompt.body()));
    }
    if (prompt.ref() == null) {
      throw new CommandException(
          "Name the version to create: %s@1.1.0:%s, got \"%s\"."
              .formatted(prompt.name(), text.substring(file + 1), text));
    }
    ObjectNode created = PromptDraft.of(prompt.name(), prompt.ref(), variables);
    created.put("content", Files.readString(Path.of(text.substring(file + 1))));
    return MAPPER.createObjectNode().set("create", created);
  }

  /**
   * A model, {@code MODEL} or {@code PROVIDER=MODEL}; names of models have colons and slashes of
   * their own.
   */
  static ObjectNode candidate(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      return MAPPER.createObjectNode().put("model", text);
    }
    if (equals == 0 || equals == text.length() - 1) {
      throw new CommandException(
          "Expected MODEL or PROVIDER=MODEL such as main=gpt-5-mini, got \"%s\".".formatted(text));
    }
    return MAPPER
        .createObjectNode()
        .put("model", text.substring(equals + 1))
        .put("provider", text.substring(0, equals));
  }

  /** A JSON object from a file. */
  static ObjectNode read(Path file) throws IOException {
    JsonNode read = MAPPER.readTree(Files.readString(file));
    if (!(read instanceof ObjectNode object)) {
      throw new CommandException("%s must have a JSON object.".formatted(file));
    }
    return object;
  }
}
