package dev.llmops.stats.frequentist;

import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Status;

/** What the tests that use Student's distribution have in common. */
final class StudentTest {

  private StudentTest() {}

  /**
   * Compares an estimate with the null difference.
   *
   * @return a result with all numbers, or one without when they are beyond what a double can hold
   */
  static TestResult.Builder compare(
      String method, double estimate, double standardError, double df, TestRequest request) {
    double t = (estimate - request.nullDifference()) / standardError;
    StudentTail tail = new StudentTail(df);
    double margin = tail.quantile(request.alpha()) * standardError;
    if (!Double.isFinite(t) || !Double.isFinite(estimate - margin + (estimate + margin))) {
      return TestResult.of(Status.UNDEFINED, method)
          .warning("the values are too large or too close together for double precision");
    }
    TailProbability p = tail.twoSided(t);
    return TestResult.of(Status.OK, method)
        .estimate(estimate)
        .standardError(standardError)
        .statistic(t)
        .degreesOfFreedom(df)
        .pValue(p.value())
        .log10P(p.log10())
        .interval(
            estimate - margin, estimate + margin, request.confidence(), IntervalKind.FIXED_HORIZON)
        .detail("p_greater", p.greater(t))
        .detail("p_less", p.greater(-t));
  }
}
