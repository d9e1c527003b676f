package dev.llmops.service.experiment.planning;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.special.Gamma;

/**
 * The power of Welch's t-test where both arms have the same standard deviation, from the noncentral
 * t distribution: with S = √(χ²/df), P(|T| > t) is the mean of Φ(δ − t·S) + Φ(−δ − t·S) over S. For
 * arms of equal size df is 2n − 2, and the power that of R's {@code power.t.test}.
 *
 * @param deviation the standard deviation, above 0
 * @param level the two-sided significance level
 */
record MeanPower(double deviation, double level) implements Power {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** Beyond this S is so close to 1 that the power is the normal one to 5 digits. */
  private static final double MANY = 100_000;

  private static final int STEPS = 1_000;

  @Override
  public double largestEffect() {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public double at(double effect, double control, double treatment) {
    double noncentrality = effect / (deviation * Math.sqrt(1 / control + 1 / treatment));
    double df = degreesOfFreedom(control, treatment);
    if (df > MANY) {
      return found(noncentrality, -NORMAL.inverseCumulativeProbability(level / 2));
    }
    double t = -new TDistribution(null, df).inverseCumulativeProbability(level / 2);
    return mean(noncentrality, t, df);
  }

  @Override
  public double leastExpected(double effect, double control, double treatment) {
    return Double.POSITIVE_INFINITY;
  }

  /** Welch and Satterthwaite's, for equal variances. */
  private static double degreesOfFreedom(double control, double treatment) {
    double both = 1 / control + 1 / treatment;
    return both
        * both
        / (1 / (control * control * (control - 1)) + 1 / (treatment * treatment * (treatment - 1)));
  }

  private static double found(double noncentrality, double critical) {
    return NORMAL.cumulativeProbability(noncentrality - critical)
        + NORMAL.cumulativeProbability(-noncentrality - critical);
  }

  /** Simpson's rule over ten standard deviations of S to either side. */
  private static double mean(double noncentrality, double t, double df) {
    double reach = 10 / Math.sqrt(2 * df);
    double from = Math.max(0, 1 - reach);
    double step = (1 + reach - from) / STEPS;
    double lnScale = Math.log(2) + df / 2 * Math.log(df / 2) - Gamma.logGamma(df / 2);
    double sum = 0;
    for (int i = 0; i <= STEPS; i++) {
      double s = from + i * step;
      int weight = i == 0 || i == STEPS ? 1 : 2 + 2 * (i % 2);
      double lnS = df == 1 ? 0 : (df - 1) * Math.log(s);
      sum += weight * Math.exp(lnScale + lnS - df / 2 * s * s) * found(noncentrality, t * s);
    }
    return Math.min(1, sum * step / 3);
  }
}
