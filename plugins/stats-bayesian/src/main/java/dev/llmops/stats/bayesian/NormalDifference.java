package dev.llmops.stats.bayesian;

import dev.llmops.spi.stats.TestResult.Posterior;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A normally distributed difference, treatment less control.
 *
 * @param mean its mean
 * @param deviation its standard deviation, above 0
 */
record NormalDifference(double mean, double deviation) {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  /** The same after a prior that expects 0 give or take a deviation: precisions add. */
  NormalDifference after(double priorDeviation) {
    double shrink = 1 / (1 + Math.pow(deviation / priorDeviation, 2));
    return new NormalDifference(mean * shrink, deviation * Math.sqrt(shrink));
  }

  /** E[max(0, −X)] is σ·(φ(z) − z·Φ(−z)) with z = μ/σ, E[max(0, X)] the same with −z. */
  Posterior posterior() {
    double z = mean / deviation;
    return new Posterior(
        NORMAL.cumulativeProbability(z), deviation * loss(z), deviation * loss(-z));
  }

  private static double loss(double z) {
    return Math.max(0, NORMAL.density(z) - z * NORMAL.cumulativeProbability(-z));
  }

  double quantile(double p) {
    return mean + deviation * NORMAL.inverseCumulativeProbability(p);
  }
}
