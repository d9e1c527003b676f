package dev.llmops.spi.stats;

/**
 * Count, mean and sum of squared deviations from the mean.
 *
 * @param count how many values, 0 or more
 * @param mean their mean; 0 without values
 * @param m2 the sum of squared deviations from the mean, 0 or more
 * @since 1.0
 */
public record Moments(long count, double mean, double m2) {

  /** No values. */
  public static final Moments EMPTY = new Moments(0, 0, 0);

  public Moments {
    if (count < 0 || !(m2 >= 0) || !Double.isFinite(m2) || !Double.isFinite(mean)) {
      throw new IllegalArgumentException(
          "impossible moments: n=" + count + ", mean=" + mean + ", m2=" + m2);
    }
  }

  /** The moments with one more value (Welford). */
  public Moments plus(double value) {
    long n = count + 1;
    double delta = value - mean;
    double newMean = mean + delta / n;
    return new Moments(n, newMean, m2 + delta * (value - newMean));
  }

  /** The sample variance, with divisor n − 1. Meaningful from two values on. */
  public double variance() {
    return m2 / (count - 1);
  }
}
