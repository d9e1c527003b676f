package dev.llmops.server.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmops.model.json.Json;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what is wrong with JSON without the names of Java classes. */
final class JsonMismatch {

  private static final int MOST_SHOWN = 60;
  private static final Pattern OPENED =
      Pattern.compile("\\(start marker at \\[.*line: (\\d+), column: (\\d+)]\\)");

  private JsonMismatch() {}

  /** Where a value did not fit, as a JSON pointer. */
  static String pointer(JsonMappingException e) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      String name = step.getFieldName();
      pointer.append('/').append(name == null ? Integer.toString(step.getIndex()) : escaped(name));
    }
    return pointer.toString();
  }

  /** A field name as a step of a JSON pointer. */
  static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** What was expected and what came. */
  static String explain(JsonMapper mapper, JsonProcessingException e, JsonNode found) {
    if (found.isMissingNode()) {
      return "is required";
    }
    if (e instanceof InvalidNullException) {
      return "must not be null";
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    Class<?> target =
        e instanceof MismatchedInputException mismatch
            ? mismatch.getTargetType()
            : cause instanceof InputCoercionException coercion ? coercion.getTargetType() : null;
    String wanted = target == null ? "another value" : expected(mapper, target);
    return "expected " + wanted + ", got " + shown(found);
  }

  private static String shown(JsonNode node) {
    if (node.isContainerNode()) {
      return node.isArray() ? "an array" : "an object";
    }
    String text = node.isTextual() ? node.toString() : node.asText();
    return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "..." : text;
  }

  /** What a type looks like in JSON. */
  static String expected(JsonMapper mapper, Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> "\"" + mapper.convertValue(constant, String.class) + "\"")
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == String.class || type == CharSequence.class) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == int.class
        || type == long.class
        || type == Integer.class
        || type == Long.class
        || type == OptionalInt.class
        || type == OptionalLong.class
        || type == BigInteger.class) {
      return "an integer in range";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type) || type == OptionalDouble.class) {
      return "a finite number";
    }
    if (type == Instant.class) {
      return "a time such as \"2026-01-31T12:00:00Z\"";
    }
    if (type == Duration.class) {
      return "a duration such as \"30s\" or \"PT30S\"";
    }
    if (type == Json.class || type == Optional.class || type == Object.class) {
      return "a JSON value";
    }
    return Collection.class.isAssignableFrom(type) || type.isArray() ? "an array" : "an object";
  }

  /** For text that is not JSON, or beyond a limit. */
  static HttpProblem malformed(JsonProcessingException e, String place) {
    return new HttpProblem(HttpError.MALFORMED_JSON, place + reason(e) + at(e.getLocation()));
  }

  private static String reason(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (e instanceof StreamConstraintsException) {
      return message.contains("nesting")
          ? "the JSON is nested deeper than " + WireJson.MAX_NESTING + " levels"
          : "a name, string or number in the JSON is too long";
    }
    // What follows is advice to the programmer who configures the parser.
    int advice = message.indexOf(": enable `");
    String reason = advice < 0 ? message : message.substring(0, advice);
    return "not JSON: " + OPENED.matcher(reason).replaceAll("that opened at line $1, column $2");
  }

  /** A place as half a sentence. */
  static String at(JsonLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
  }
}
