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
 * Compares paired scores by their differences (Student). Details: {@code sd_diff}, the standard
 * deviation of the differences; {@code cohens_dz}, the mean difference in these; {@code p_greater}
 * and {@code p_less}, the one-sided p values against the treatment being higher and lower.
 */
@Extension
@Contribution(name = "paired-t", title = "Paired t-test")
public final class PairedTTest implements StatisticalTest {

  private static final String METHOD = "Paired t-test";

  /**
   * Differences of scores carry rounding errors of the size of the scores' last digits. A spread
   * this small against their mean is nothing else, and would be taken for overwhelming evidence.
   */
  private static final double ROUNDING = 1e-12;

  @Inject
  public PairedTTest() {}

  @Override
  public AggregateKind requires() {
    return AggregateKind.PAIRED_MOMENTS;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    Moments differences = request.differences();
    long n = differences.count();
    if (n < 2) {
      return TestResult.without(Status.INSUFFICIENT, METHOD, "at least two pairs are needed");
    }
    double sd = Math.sqrt(differences.variance());
    if (sd <= ROUNDING * Math.abs(differences.mean())) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "all differences are equal, so there is no spread");
    }
    TestResult.Builder result =
        StudentTest.compare(METHOD, differences.mean(), sd / Math.sqrt(n), n - 1.0, request);
    return result.detail("sd_diff", sd).detail("cohens_dz", differences.mean() / sd).build();
  }
}
