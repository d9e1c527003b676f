package dev.llmops.service.experiment;

import dev.llmops.kernel.targeting.Targeting;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.Problems;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What may be told of a unit, and what of it is kept. */
final class Attributes {

  private static final int MOST = 100;
  private static final int MAX_TEXT = 1_000;
  private static final int MAX_KEPT = 100;

  private Attributes() {}

  /** Throws {@code INVALID} with everything that is wrong. */
  static void check(Map<String, Json> attributes) {
    Problems problems = new Problems();
    problems.require(
        attributes.size() <= MOST,
        "/attributes",
        "a unit has at most " + MOST + " attributes, this one has " + attributes.size());
    attributes.forEach((name, value) -> {
      String pointer = "/attributes/" + name.replace("~", "~0").replace("/", "~1");
      problems.require(
          value.isNull() || Targeting.isScalar(value),
          pointer,
          "an attribute is a text, a number, true or false");
      problems.require(
          !value.isString() || StandardCharsets.UTF_8.newEncoder().canEncode(value.asString()),
          pointer,
          "the text of an attribute has half a character (a surrogate without its other)");
      problems.require(
          !value.isString() || value.asString().length() <= MAX_TEXT,
          pointer,
          "the text of an attribute has at most " + MAX_TEXT + " characters");
    });
    problems.throwIfAny(ExperimentCodes.INVALID_ATTRIBUTES, "the unit");
  }

  /** Does not end within a character. */
  private static String start(String text) {
    if (text.length() <= MAX_KEPT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_KEPT - 1)) ? MAX_KEPT - 1 : MAX_KEPT;
    return text.substring(0, end);
  }

  /**
   * What is kept of a unit: the attributes by which results are broken down, as text of at most 100
   * characters. Those that are not told are absent.
   */
  static Map<String, String> kept(Map<String, Json> attributes, List<String> segments) {
    Map<String, String> kept = new HashMap<>();
    for (String segment : segments) {
      Json value = attributes.getOrDefault(segment, Json.NULL);
      if (!value.isNull()) {
        String text = value.isString() ? value.asString() : value.toString();
        kept.put(segment, start(text));
      }
    }
    return kept;
  }
}
