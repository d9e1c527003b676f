package dev.llmops.stats.bayesian;

import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Status;
import jakarta.inject.Inject;
import java.util.Objects;
import java.util.OptionalDouble;
import org.pf4j.Extension;

/**
 * What is believed of the difference of two means: normal, with the variances of the units taken as
 * known and a flat prior, or one that expects no difference give or take its deviation. It has no p
 * value, so nothing is decided by it.
 */
@Extension
@Contribution(
    name = "bayesian-mean",
    title = "Bayesian comparison of means",
    config = BayesianMeanTest.Config.class)
public final class BayesianMeanTest implements StatisticalTest {

  /**
   * The settings.
   *
   * @param priorDeviation the standard deviation of the difference that is expected beforehand,
   *     above 0 and in the unit of the metric; empty to expect nothing
   */
  public record Config(
      @Doc(
              "How large a difference is expected beforehand, as a standard deviation in the metric's unit; any when not given")
          @Min(1e-12)
          OptionalDouble priorDeviation) {

    public Config {
      Objects.requireNonNull(priorDeviation, "priorDeviation is null");
    }
  }

  private static final String METHOD = "Normal posterior of a difference of means";

  /** Below this the variance of an arm is not as good as known. */
  private static final long FEW = 30;

  private final Config config;

  @Inject
  public BayesianMeanTest(Config config) {
    this.config = Objects.requireNonNull(config, "config is null");
  }

  @Override
  public AggregateKind requires() {
    return AggregateKind.MOMENTS;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    Moments a = request.controlMoments();
    Moments b = request.treatmentMoments();
    if (request.nullDifference() != 0) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "this comparison is with a difference of 0 only");
    }
    if (a.count() < 2 || b.count() < 2) {
      return TestResult.without(Status.INSUFFICIENT, METHOD, "each arm needs at least two units");
    }
    double error = Math.sqrt(a.variance() / a.count() + b.variance() / b.count());
    if (!(error > Math.ulp(Math.max(Math.abs(a.mean()), Math.abs(b.mean()))))
        || Double.isInfinite(error)) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "all values of each arm are equal, so there is no spread");
    }
    NormalDifference data = new NormalDifference(b.mean() - a.mean(), error);
    NormalDifference believed =
        config.priorDeviation().isPresent()
            ? data.after(config.priorDeviation().getAsDouble())
            : data;
    return result(believed, Math.min(a.count(), b.count()) < FEW, request);
  }

  private static TestResult result(NormalDifference believed, boolean few, TestRequest request) {
    double tail = request.alpha() / 2;
    TestResult.Builder result = TestResult.of(few ? Status.APPROXIMATE : Status.OK, METHOD);
    if (few) {
      result.warning("below " + FEW + " units of an arm the interval is too narrow");
    }
    return result
        .estimate(believed.mean())
        .standardError(believed.deviation())
        .posterior(believed.posterior())
        .interval(
            believed.quantile(tail),
            believed.quantile(1 - tail),
            request.confidence(),
            IntervalKind.CREDIBLE)
        .build();
  }
}
