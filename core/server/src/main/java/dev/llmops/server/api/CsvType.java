package dev.llmops.server.api;

import dev.llmops.model.json.Json;
import dev.llmops.server.http.HttpProblem;
import dev.llmops.server.http.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the cells of a CSV column are. */
enum CsvType {
  STRING("a text"),
  INTEGER("a whole number such as 42"),
  NUMBER("a number such as 0.75"),
  BOOLEAN("true or false"),
  JSON("JSON such as [1, 2] or {\"a\": 1}");

  /** How a header names them. */
  static final List<String> NAMES =
      Arrays.stream(values()).map(type -> type.name().toLowerCase(Locale.ROOT)).toList();

  // Spreadsheets write a column of whole numbers with gaps as 3.0.
  private static final Pattern WHOLE = Pattern.compile("(-?(?:0|[1-9][0-9]*))(?:\\.0+)?");

  /** How much of a wrong cell a message repeats, in characters. */
  private static final int BRIEF = 40;

  private final String meaning;

  CsvType(String meaning) {
    this.meaning = meaning;
  }

  /** The type of this name, which must be one of {@link #NAMES}. */
  static CsvType named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /**
   * The value of a cell that is not empty.
   *
   * @throws IllegalArgumentException when the cell is not of this type, saying what would be right
   */
  Json read(String cell, WireJson json) {
    String text = cell.strip();
    return switch (this) {
      case STRING -> Json.of(cell);
      case INTEGER -> {
        Matcher whole = WHOLE.matcher(text);
        yield whole.matches() ? number(whole.group(1), json) : refuse(text);
      }
      case NUMBER -> number(text, json);
      case BOOLEAN ->
          switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Json.of(true);
            case "false" -> Json.of(false);
            default -> refuse(text);
          };
      case JSON -> text.equals("null") ? Json.NULL : any(text, json);
    };
  }

  private Json number(String text, WireJson json) {
    Json value;
    try {
      value = json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (HttpProblem e) {
      return refuse(text);
    }
    return value.isNumber() ? value : refuse(text);
  }

  private Json any(String text, WireJson json) {
    try {
      return json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (HttpProblem e) {
      throw new IllegalArgumentException(wrong(text) + ": " + e.getMessage(), e);
    }
  }

  private Json refuse(String text) {
    throw new IllegalArgumentException(
        "%s; correct it, or leave \":%s\" out of the header"
            .formatted(wrong(text), name().toLowerCase(Locale.ROOT)));
  }

  private String wrong(String text) {
    String brief =
        text.codePointCount(0, text.length()) <= BRIEF
            ? text
            : text.substring(0, text.offsetByCodePoints(0, BRIEF)) + "…";
    return "\"" + brief + "\" is not " + meaning;
  }
}
