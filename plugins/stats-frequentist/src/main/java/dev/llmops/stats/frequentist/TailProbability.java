package dev.llmops.stats.frequentist;

/**
 * A two-sided p value, kept as its natural logarithm.
 *
 * @param ln at most 0
 */
record TailProbability(double ln) {

  private static final double LN_10 = Math.log(10);

  TailProbability {
    ln = Math.min(0.0, ln);
  }

  /** The p value, 0 where it is too small for a double. */
  double value() {
    return Math.exp(ln);
  }

  /** The decimal logarithm of the p value. */
  double log10() {
    return ln == 0 ? 0 : ln / LN_10;
  }

  /** The p value against the alternative on the side of the statistic's sign. */
  double greater(double statistic) {
    return statistic >= 0 ? value() / 2 : 1 - value() / 2;
  }
}
