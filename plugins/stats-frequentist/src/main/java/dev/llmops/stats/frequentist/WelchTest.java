package dev.llmops.stats.frequentist;

import dev.llmops.spi.Contribution;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Status;
import jakarta.inject.Inject;
import org.pf4j.Extension;

/**
 * Compares the means of two independent arms without assuming equal variances (Welch 1947, degrees
 * of freedom by Satterthwaite 1946). Details: {@code p_greater} and {@code p_less}, the one-sided p
 * values against the treatment being higher and lower.
 */
@Extension
@Contribution(name = "welch", title = "Welch's t-test")
public final class WelchTest implements StatisticalTest {

  private static final String METHOD = "Welch's t-test";

  @Inject
  public WelchTest() {}

  @Override
  public AggregateKind requires() {
    return AggregateKind.MOMENTS;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    Moments a = request.controlMoments();
    Moments b = request.treatmentMoments();
    if (a.count() < 2 || b.count() < 2) {
      return TestResult.without(Status.INSUFFICIENT, METHOD, "each arm needs at least two units");
    }
    if (hasNoSpread(a) && hasNoSpread(b)) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "all values of each arm are equal, so there is no spread");
    }
    double varianceA = a.variance() / a.count();
    double varianceB = b.variance() / b.count();
    double variance = varianceA + varianceB;
    if (!(variance > 0) || Double.isInfinite(variance)) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "the spread is too small or too large for double precision");
    }
    // In shares of the variance, since its square can underflow.
    double shareA = varianceA / variance;
    double shareB = varianceB / variance;
    double df = 1 / (shareA * shareA / (a.count() - 1) + shareB * shareB / (b.count() - 1));
    return StudentTest.compare(METHOD, b.mean() - a.mean(), Math.sqrt(variance), df, request)
        .build();
  }

  /** A spread below the last digit of the mean is rounding. */
  private static boolean hasNoSpread(Moments moments) {
    return Math.sqrt(moments.variance()) <= Math.ulp(moments.mean());
  }
}
