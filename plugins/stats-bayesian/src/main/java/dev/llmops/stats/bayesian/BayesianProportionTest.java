package dev.llmops.stats.bayesian;

import dev.llmops.spi.Contribution;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Status;
import jakarta.inject.Inject;
import java.util.Objects;
import org.pf4j.Extension;

/**
 * What is believed of the difference of two success rates, each with the same Beta prior: the
 * Beta-Binomial model. It has no p value, so nothing is decided by it. The interval is equal-tailed
 * and that of the difference.
 */
@Extension
@Contribution(
    name = "bayesian-proportion",
    title = "Bayesian comparison of proportions",
    config = BayesianProportionTest.Config.class)
public final class BayesianProportionTest implements StatisticalTest {

  /**
   * The settings.
   *
   * @param priorSuccesses α of the prior of either arm
   * @param priorFailures its β; 1 and 1 hold every rate for equally likely
   */
  public record Config(
      @Doc("Successes that the prior of either arm is worth (alpha)")
          @Default("1")
          @Min(0.1)
          @Max(1_000_000)
          double priorSuccesses,
      @Doc("Failures that the prior of either arm is worth (beta)")
          @Default("1")
          @Min(0.1)
          @Max(1_000_000)
          double priorFailures) {}

  private static final String METHOD = "Beta-Binomial posterior of a difference of proportions";

  private final Config config;

  @Inject
  public BayesianProportionTest(Config config) {
    this.config = Objects.requireNonNull(config, "config is null");
  }

  @Override
  public AggregateKind requires() {
    return AggregateKind.COUNTS;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    if (request.nullDifference() != 0) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "this comparison is with a difference of 0 only");
    }
    Counts a = request.controlCounts();
    Counts b = request.treatmentCounts();
    BetaDifference exact = new BetaDifference(posterior(a), posterior(b));
    double tail = request.alpha() / 2;
    if (exact.isNormal()) {
      NormalDifference normal = new NormalDifference(exact.mean(), exact.deviation());
      return TestResult.of(Status.OK, METHOD + ", normal approximation")
          .estimate(normal.mean())
          .standardError(normal.deviation())
          .posterior(normal.posterior())
          .interval(
              normal.quantile(tail),
              normal.quantile(1 - tail),
              request.confidence(),
              IntervalKind.CREDIBLE)
          .build();
    }
    return TestResult.of(Status.OK, METHOD)
        .estimate(exact.mean())
        .standardError(exact.deviation())
        .posterior(exact.posterior())
        .interval(
            exact.quantile(tail),
            exact.quantile(1 - tail),
            request.confidence(),
            IntervalKind.CREDIBLE)
        .build();
  }

  private BetaPosterior posterior(Counts counts) {
    return new BetaPosterior(
        config.priorSuccesses() + counts.successes(),
        config.priorFailures() + (counts.units() - counts.successes()));
  }
}
