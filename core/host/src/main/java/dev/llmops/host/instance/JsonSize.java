package dev.llmops.host.instance;

import dev.llmops.model.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;

/** Tells whether JSON fits a limit without writing it, which what does not fit could not bear. */
enum JsonSize {
  FITS,
  TOO_LARGE,
  TOO_DEEP;

  private static final int NUMBER = 24;
  private static final int BITS_PER_DIGIT = 3;

  private record Level(Json json, int depth) {}

  /**
   * Measures a value about as long as its text is, and no further than the limits.
   *
   * @param largest in characters
   * @param deepest how many arrays and objects may stand in one another
   */
  static JsonSize of(Json json, int largest, int deepest) {
    Deque<Level> left = new ArrayDeque<>();
    left.push(new Level(json, 0));
    long size = 0;
    while (!left.isEmpty()) {
      Level level = left.pop();
      Json value = level.json();
      size += ownSize(value);
      if (size > largest) {
        return TOO_LARGE;
      }
      boolean nests = value.isArray() || value.isObject();
      if (nests && level.depth() == deepest) {
        return TOO_DEEP;
      }
      if (value.isArray()) {
        value.elements().forEach(element -> left.push(new Level(element, level.depth() + 1)));
      } else if (value.isObject()) {
        value.fields().values().forEach(field -> left.push(new Level(field, level.depth() + 1)));
      }
    }
    return FITS;
  }

  /** Without what it holds. The elements of an array count here, before each takes up memory. */
  private static long ownSize(Json value) {
    return switch (value.kind()) {
      case NULL, BOOLEAN -> "false".length();
      case NUMBER -> digits(value.toJava());
      case STRING -> 2L + value.asString().length();
      case ARRAY -> 2L + value.elements().size();
      case OBJECT ->
          2L + value.fields().keySet().stream().mapToLong(name -> name.length() + 4L).sum();
    };
  }

  private static long digits(Object number) {
    return switch (number) {
      case BigInteger big -> big.bitLength() / BITS_PER_DIGIT;
      case BigDecimal big -> NUMBER + big.unscaledValue().bitLength() / BITS_PER_DIGIT;
      default -> NUMBER;
    };
  }
}
