package dev.llmops.stats.sequential;

import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Status;

/**
 * An asymptotic confidence sequence for a mean, and the p value that is valid at all times with it
 * (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, Annals of Statistics 2024, arXiv 2103.06476; the
 * two-sided boundary of the Gaussian mixture). With n values of the standard deviation σ the
 * interval reaches as far as σ √(2 (nρ² + 1) / (n²ρ²) · ln(√(nρ² + 1) / α)) to both sides. It is
 * narrowest, against that of a single look, where {@code ρ} was chosen for.
 *
 * @param n how many values, above 0
 * @param deviation their standard deviation, above 0
 * @param rho the tuning parameter, above 0
 */
record ConfidenceSequence(double n, double deviation, double rho) {

  /** The units of both arms together at which an interval is as narrow as it can be made. */
  private static final double TUNED_FOR = 5_000;

  /** Below this the normal approximation need not hold at early looks. */
  private static final long LEAST_UNITS = 100;

  /** The parameter for intervals of level 1 − alpha that are to be narrow at n values. */
  static double rho(double alpha, double n) {
    double twice = -2 * Math.log(alpha);
    return Math.sqrt((twice + Math.log(twice + 1)) / n);
  }

  /** How far the interval of level 1 − alpha reaches to both sides. */
  double margin(double alpha) {
    double spread = n * rho * rho + 1;
    return deviation
        * Math.sqrt(2 * spread / (n * n * rho * rho) * (Math.log(spread) / 2 - Math.log(alpha)));
  }

  /** The natural logarithm of the evidence that the mean is off by a distance; may be negative. */
  double logEvidence(double distance) {
    double spread = n * rho * rho + 1;
    double scaled = distance / deviation * n * rho;
    return scaled * scaled / (2 * spread) - Math.log(spread) / 2;
  }

  /** Whether both arms are large enough for {@link #compare}. */
  static boolean holdsFor(long control, long treatment) {
    return control >= LEAST_UNITS && treatment >= LEAST_UNITS;
  }

  /** Says that an arm is too small. */
  static TestResult tooFew(String method) {
    return TestResult.without(
        Status.INSUFFICIENT, method, "each arm needs at least " + LEAST_UNITS + " units");
  }

  /**
   * Compares a difference of two arms with the null difference.
   *
   * @param units of both arms together
   * @param standardError of the difference, above 0
   */
  static TestResult compare(
      String method, double difference, double standardError, double units, TestRequest request) {
    double alpha = request.alpha();
    double deviation = standardError * Math.sqrt(units);
    ConfidenceSequence sequence = new ConfidenceSequence(units, deviation, rho(alpha, TUNED_FOR));
    double margin = sequence.margin(alpha);
    double distance = difference - request.nullDifference();
    double evidence = sequence.logEvidence(distance);
    if (!Double.isFinite(evidence) || !Double.isFinite(Math.abs(difference) + margin)) {
      return TestResult.without(
          Status.UNDEFINED,
          method,
          "the values are too large or too close together for double precision");
    }
    double logP = Math.min(0.0, -evidence);
    return TestResult.of(Status.OK, method)
        .estimate(difference)
        .standardError(standardError)
        .statistic(evidence)
        .pValue(Math.exp(logP))
        .log10P(logP / Math.log(10))
        .interval(
            difference - margin,
            difference + margin,
            request.confidence(),
            IntervalKind.ALWAYS_VALID)
        .build();
  }
}
