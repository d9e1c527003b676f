package dev.llmops.stats.sequential;

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
 * Compares the means of two independent arms by a {@link ConfidenceSequence}. The statistic is the
 * natural logarithm of the evidence against the null difference.
 */
@Extension
@Contribution(name = "sequential-mean", title = "Always-valid comparison of means")
public final class SequentialMeanTest implements StatisticalTest {

  private static final String METHOD = "Asymptotic confidence sequence of a difference of means";

  @Inject
  public SequentialMeanTest() {}

  @Override
  public AggregateKind requires() {
    return AggregateKind.MOMENTS;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    Moments a = request.controlMoments();
    Moments b = request.treatmentMoments();
    if (!ConfidenceSequence.holdsFor(a.count(), b.count())) {
      return ConfidenceSequence.tooFew(METHOD);
    }
    double error = Math.sqrt(a.variance() / a.count() + b.variance() / b.count());
    if (!(error > Math.ulp(Math.max(Math.abs(a.mean()), Math.abs(b.mean()))))) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "all values of each arm are equal, so there is no spread");
    }
    return ConfidenceSequence.compare(
        METHOD, b.mean() - a.mean(), error, (double) a.count() + b.count(), request);
  }
}
