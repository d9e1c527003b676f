package dev.llmops.service.experiment.analysis;

/**
 * An unevaluated sum of two doubles, which carries about 106 bits: enough to take a value out of a
 * sum again that was put in long ago. Built from error-free transformations (Dekker 1971; Joldes,
 * Muller, Popescu 2017). Immutable.
 *
 * @param high the leading part
 * @param low the trailing part, at most half a unit in the last place of {@code high}
 */
public record DoubleDouble(double high, double low) {

  /** Nothing. */
  public static final DoubleDouble ZERO = new DoubleDouble(0, 0);

  /** Exactly the given number. */
  public static DoubleDouble of(double value) {
    return new DoubleDouble(value, 0);
  }

  /** Exactly the square of the given number, as long as it neither overflows nor underflows. */
  public static DoubleDouble square(double value) {
    return product(value, value);
  }

  /** The sum, with a relative error below 2<sup>-104</sup> of the larger operand. */
  public DoubleDouble plus(DoubleDouble other) {
    DoubleDouble highs = sum(high, other.high);
    DoubleDouble lows = sum(low, other.low);
    DoubleDouble inner = ordered(highs.high, highs.low + lows.high);
    return ordered(inner.high, lows.low + inner.low);
  }

  /** The difference, as exact as {@link #plus}. */
  public DoubleDouble minus(DoubleDouble other) {
    return plus(new DoubleDouble(-other.high, -other.low));
  }

  /** The product. */
  public DoubleDouble times(DoubleDouble other) {
    DoubleDouble highs = product(high, other.high);
    double cross = Math.fma(low, other.high, Math.fma(high, other.low, low * other.low));
    return ordered(highs.high, highs.low + cross);
  }

  /** The quotient by a number other than zero. */
  public DoubleDouble dividedBy(double divisor) {
    double quotient = high / divisor;
    DoubleDouble back = product(quotient, divisor);
    double rest = (high - back.high) - back.low + low;
    return ordered(quotient, rest / divisor);
  }

  /** The nearest double. */
  public double value() {
    return high + low;
  }

  /** What {@code a + b} is exactly (Knuth's two-sum). */
  private static DoubleDouble sum(double a, double b) {
    double sum = a + b;
    double ofB = sum - a;
    return new DoubleDouble(sum, (a - (sum - ofB)) + (b - ofB));
  }

  /** The same where {@code a} is not the smaller one (Dekker's fast two-sum). */
  private static DoubleDouble ordered(double a, double b) {
    double sum = a + b;
    return new DoubleDouble(sum, b - (sum - a));
  }

  private static DoubleDouble product(double a, double b) {
    double product = a * b;
    return new DoubleDouble(product, Math.fma(a, b, -product));
  }
}
