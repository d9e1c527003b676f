package dev.llmops.stats.frequentist;

import dev.llmops.spi.stats.Counts;

/** Intervals for a proportion and for the difference of two. */
final class BinomialIntervals {

  private BinomialIntervals() {}

  /** Two bounds. */
  record Bounds(double low, double high) {

    static Bounds around(double centre, double margin) {
      return new Bounds(centre - margin, centre + margin);
    }
  }

  /** The score interval of one proportion (Wilson 1927). */
  static Bounds wilson(Counts counts, double z) {
    double n = counts.units();
    double p = counts.rate();
    double failures = n - counts.successes();
    double shrink = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / shrink;
    double margin = z * Math.sqrt(p * (failures / n) / n + z * z / (4 * n * n)) / shrink;
    return new Bounds(
        counts.successes() == 0 ? 0 : Math.max(0, centre - margin),
        failures == 0 ? 1 : Math.min(1, centre + margin));
  }

  /** The difference b − a from the score intervals of both (Newcombe 1998, method 10). */
  static Bounds newcombe(Counts a, Counts b, double z) {
    double difference = b.rate() - a.rate();
    Bounds boundsA = wilson(a, z);
    Bounds boundsB = wilson(b, z);
    return new Bounds(
        difference - Math.hypot(b.rate() - boundsB.low, boundsA.high - a.rate()),
        difference + Math.hypot(boundsB.high - b.rate(), a.rate() - boundsA.low));
  }

  /** The difference b − a by normal approximation. */
  static Bounds wald(Counts a, Counts b, double z) {
    return Bounds.around(b.rate() - a.rate(), z * standardError(a, b));
  }

  /** Wald's interval with one success and one failure added to each arm (Agresti, Caffo 2000). */
  static Bounds agrestiCaffo(Counts a, Counts b, double z) {
    double pA = (a.successes() + 1.0) / (a.units() + 2.0);
    double pB = (b.successes() + 1.0) / (b.units() + 2.0);
    double variance = pA * (1 - pA) / (a.units() + 2.0) + pB * (1 - pB) / (b.units() + 2.0);
    return Bounds.around(pB - pA, z * Math.sqrt(variance));
  }

  /** The standard error of the difference, each arm with its own variance. */
  static double standardError(Counts a, Counts b) {
    return Math.sqrt(variance(a) + variance(b));
  }

  private static double variance(Counts counts) {
    double n = counts.units();
    return counts.rate() * ((n - counts.successes()) / n) / n;
  }
}
