package dev.llmops.kernel.template;

import dev.llmops.model.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** Writes values into prompts. */
final class ValueText {

  /** The most digits that any double needs to be told from its neighbours. */
  private static final int DOUBLE_DIGITS = 17;

  /** Numbers from 1e-7 up to 1e21 are written without exponent, as in ECMAScript. */
  private static final int SMALLEST_PLAIN = -6;

  private static final int GREATEST_PLAIN = 21;

  private ValueText() {}

  /**
   * Strings as they are, numbers in decimal notation, booleans, and lists and objects as compact
   * JSON.
   */
  static String of(Json value) {
    return switch (value.kind()) {
      case STRING -> value.asString();
      case NUMBER -> number((Number) value.toJava());
      case NULL, BOOLEAN, ARRAY, OBJECT -> value.toString();
    };
  }

  private static String number(Number number) {
    if (number instanceof Long || number instanceof BigInteger) {
      return number.toString();
    }
    BigDecimal decimal =
        number instanceof BigDecimal exact ? exact : shortest(number.doubleValue());
    if (decimal.signum() == 0) {
      return "0";
    }
    BigDecimal stripped = decimal.stripTrailingZeros();
    long magnitude = (long) stripped.precision() - stripped.scale();
    return magnitude >= SMALLEST_PLAIN && magnitude <= GREATEST_PLAIN
        ? stripped.toPlainString()
        : stripped.toString();
  }

  /**
   * The shortest decimal that reads back as the same double. {@code Double.toString} finds it from
   * Java 19 on only.
   */
  private static BigDecimal shortest(double number) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; digits < DOUBLE_DIGITS; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == number) {
        return rounded;
      }
    }
    return exact.round(new MathContext(DOUBLE_DIGITS));
  }
}
