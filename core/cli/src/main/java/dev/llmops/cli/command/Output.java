package dev.llmops.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

/** How commands print. */
final class Output {

  private static final ObjectMapper PRETTY =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Output() {}

  static PrintWriter of(CommandSpec spec) {
    return spec.commandLine().getOut();
  }

  static void json(CommandSpec spec, JsonNode node) {
    try {
      of(spec).println(PRETTY.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(JsonNode node) {
    return node.isMissingNode() || node.isNull() ? "" : node.asText();
  }

  static String percent(JsonNode node) {
    return node.isNumber() ? String.format(Locale.ROOT, "%.1f %%", node.asDouble() * 100) : "-";
  }

  static String number(JsonNode node) {
    return node.isNumber() ? String.format(Locale.ROOT, "%.4g", node.asDouble()) : "-";
  }
}
