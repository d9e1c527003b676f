package dev.llmops.host.config;

import dev.llmops.model.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of scalars. */
final class ScalarText {

  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}|[+-]?\\d(_?\\d){0,17}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d[\\d_]{0,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");

  private ScalarText() {}

  static Optional<Long> integer(String text) {
    return INTEGER.matcher(text).matches()
        ? Optional.of(Long.valueOf(text.replace("_", "")))
        : Optional.empty();
  }

  static Optional<Double> number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    double value = Double.parseDouble(text.replace("_", ""));
    return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
  }

  static Optional<Boolean> bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  static Optional<Duration> duration(String text) {
    Matcher shortForm = SHORT_DURATION.matcher(text);
    if (shortForm.matches()) {
      long amount = Long.parseLong(shortForm.group(1));
      return Optional.of(
          switch (shortForm.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  static Json toJson(ConfigNode.Scalar scalar) {
    return switch (scalar.kind()) {
      case NULL -> Json.NULL;
      case TEXT, UNRESOLVED -> Json.of(scalar.text());
      case BOOLEAN -> bool(scalar.text()).map(Json::of).orElseGet(() -> Json.of(scalar.text()));
      case NUMBER -> numberToJson(scalar.text());
    };
  }

  private static Json numberToJson(String text) {
    String plain = text.replace("_", "");
    if (INTEGER.matcher(text).matches()) {
      return Json.fromJava(new BigInteger(plain));
    }
    if (!NUMBER.matcher(text).matches()) {
      return Json.of(text);
    }
    double value = Double.parseDouble(plain);
    return Double.isFinite(value) ? Json.of(value) : Json.fromJava(new BigDecimal(plain));
  }
}
