package dev.llmops.stats.frequentist;

import org.apache.commons.math3.special.Beta;

/**
 * Tosses of a fair coin.
 *
 * @param tosses how many, 1 or more
 */
record BinomialHalf(double tosses) {

  private static final double LN_HALF = -Math.log(2);

  /** P(heads = k). */
  double probability(double k) {
    return Math.exp(tosses * LN_HALF - Math.log1p(tosses) - Beta.logBeta(tosses - k + 1, k + 1));
  }

  /** P(heads ≤ k) for k below the number of tosses. */
  double atMost(double k) {
    IncompleteBeta.Place half = new IncompleteBeta.Place(0.5, 0.5, LN_HALF, LN_HALF);
    return Math.exp(IncompleteBeta.ln(half, tosses - k, k + 1));
  }
}
