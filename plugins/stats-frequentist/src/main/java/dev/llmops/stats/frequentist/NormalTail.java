package dev.llmops.stats.frequentist;

import org.apache.commons.math3.special.Erf;
import org.apache.commons.math3.util.ContinuedFraction;

/** The tails of the standard normal distribution. */
final class NormalTail implements Tail {

  static final NormalTail INSTANCE = new NormalTail();

  private static final double LN_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

  /** From here on the fraction converges fast; below, erfc has all its digits. */
  private static final double FAR = 6;

  private NormalTail() {}

  /** The z with P(|Z| ≥ z) = alpha, such as 1.96 for 0.05. */
  double quantile(double alpha) {
    // Since P(|Z| ≥ z) ≤ exp(−z²/2), this is not below the quantile.
    return alpha >= 1 ? 0 : quantile(alpha, Math.sqrt(-2 * Math.log(alpha)));
  }

  @Override
  public double lnTwoSided(double q) {
    return q < FAR
        ? Math.log(Erf.erfc(q / Math.sqrt(2)))
        : Math.log(2) + lnDensity(q) - Math.log(inverseMillsRatio(q));
  }

  @Override
  public double lnDensity(double q) {
    return -q * q / 2 - LN_SQRT_2_PI;
  }

  /** Density over tail: q + 1/(q + 2/(q + 3/(q + …))) (Laplace). */
  private static double inverseMillsRatio(double q) {
    return new ContinuedFraction() {
      @Override
      protected double getA(int n, double x) {
        return x;
      }

      @Override
      protected double getB(int n, double x) {
        return n;
      }
    }.evaluate(q, 1e-16, 1_000);
  }
}
