package dev.llmops.cli.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.cli.terminal.Table;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
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

  /** The answer as JSON where that is wanted, and as what people read otherwise. */
  static int show(CommandSpec spec, ServerOptions options, JsonNode answer, Object text) {
    if (options.json()) {
      json(spec, answer);
    } else {
      of(spec).print(text);
    }
    return 0;
  }

  /** The whole of a list. */
  static int list(CommandSpec spec, ServerOptions options, List<JsonNode> items, Table table) {
    ObjectNode all = PRETTY.createObjectNode();
    all.putArray("items").addAll(items);
    return show(spec, options, all, table);
  }

  /** Every field of an answer in a row of its own. */
  static Table fields(JsonNode answer) {
    Table table = new Table("FIELD", "VALUE");
    answer
        .properties()
        .forEach(field -> {
          JsonNode value = field.getValue();
          table.row(field.getKey(), value.isContainerNode() ? value.toString() : text(value));
        });
    return table;
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
