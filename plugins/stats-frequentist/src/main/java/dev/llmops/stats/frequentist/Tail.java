package dev.llmops.stats.frequentist;

/** Both tails together of a distribution that is symmetric about 0. */
interface Tail {

  /** ln P(|X| ≥ q) for q from 0 on. */
  double lnTwoSided(double q);

  /** The logarithm of the density at q. */
  double lnDensity(double q);

  /** P(|X| ≥ |statistic|). */
  default TailProbability twoSided(double statistic) {
    return new TailProbability(lnTwoSided(Math.abs(statistic)));
  }

  /**
   * The q with P(|X| ≥ q) = alpha, by Newton's method on the logarithms of both, where the tail is
   * concave, so that it converges from any start.
   *
   * @param alpha between 0 and 1
   * @param start any guess above 0
   */
  default double quantile(double alpha, double start) {
    double lnAlpha = Math.log(alpha);
    if (lnAlpha >= 0) {
      return 0;
    }
    double lnQ = Math.log(start);
    for (int i = 0; i < 100; i++) {
      double q = Math.exp(lnQ);
      double lnTail = lnTwoSided(q);
      double slope = -2 * Math.exp(lnQ + lnDensity(q) - lnTail);
      double step = (lnTail - lnAlpha) / slope;
      lnQ -= step;
      if (Math.abs(step) < 1e-15) {
        break;
      }
    }
    return Math.exp(lnQ);
  }
}
