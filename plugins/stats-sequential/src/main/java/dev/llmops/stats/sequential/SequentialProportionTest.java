package dev.llmops.stats.sequential;

import dev.llmops.spi.Contribution;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Status;
import jakarta.inject.Inject;
import org.pf4j.Extension;

/**
 * Compares the success rates of two independent arms by a {@link ConfidenceSequence} with unpooled
 * variance. The statistic is the natural logarithm of the evidence against the null difference.
 */
@Extension
@Contribution(name = "sequential-proportion", title = "Always-valid comparison of proportions")
public final class SequentialProportionTest implements StatisticalTest {

  private static final String METHOD =
      "Asymptotic confidence sequence of a difference of proportions";

  /** Below this many successes or failures of an arm its variance is hardly known. */
  private static final long LEAST_EVENTS = 5;

  @Inject
  public SequentialProportionTest() {}

  @Override
  public AggregateKind requires() {
    return AggregateKind.COUNTS;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    Counts a = request.controlCounts();
    Counts b = request.treatmentCounts();
    if (!ConfidenceSequence.holdsFor(a.units(), b.units())) {
      return ConfidenceSequence.tooFew(METHOD);
    }
    if (rarest(a) < LEAST_EVENTS || rarest(b) < LEAST_EVENTS) {
      return TestResult.without(
          Status.INSUFFICIENT,
          METHOD,
          "each arm needs at least " + LEAST_EVENTS + " successes and as many failures");
    }
    return ConfidenceSequence.compare(
        METHOD,
        b.rate() - a.rate(),
        Math.sqrt(variance(a) + variance(b)),
        (double) a.units() + b.units(),
        request);
  }

  private static long rarest(Counts counts) {
    return Math.min(counts.successes(), counts.units() - counts.successes());
  }

  private static double variance(Counts counts) {
    return counts.rate() * (1 - counts.rate()) / counts.units();
  }
}
