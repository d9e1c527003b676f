package dev.llmops.stats.frequentist;

import dev.llmops.spi.Contribution;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Status;
import dev.llmops.stats.frequentist.BinomialIntervals.Bounds;
import jakarta.inject.Inject;
import org.pf4j.Extension;

/**
 * Compares the success rates of two independent arms. The p value is that of the z-test with pooled
 * variance; with an expected count below 5 it is that of Fisher's exact test instead, and the
 * result is marked as approximate. Against a null difference other than 0 it is that of the z-test
 * with unpooled variance. The interval is Newcombe's, which also holds near 0 and 1.
 *
 * <p>Details: {@code p_a}, {@code p_b}, {@code pooled_p}, {@code min_expected}; {@code se_pooled},
 * {@code z_pooled}, {@code p_pooled} and the same with {@code unpooled}, against the null
 * difference of the request; {@code wald_low}, {@code wald_high}, {@code agresti_caffo_low}, {@code
 * agresti_caffo_high}; {@code risk_ratio} unless the control has no success, {@code rr_log_ci_low}
 * and {@code rr_log_ci_high} when both arms have some.
 */
@Extension
@Contribution(name = "two-proportion", title = "Two-proportion test")
public final class TwoProportionTest implements StatisticalTest {

  private static final String METHOD = "Two-proportion z-test";
  private static final double LEAST_EXPECTED = 5;

  @Inject
  public TwoProportionTest() {}

  @Override
  public AggregateKind requires() {
    return AggregateKind.COUNTS;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    Counts a = request.controlCounts();
    Counts b = request.treatmentCounts();
    if (a.units() == 0 || b.units() == 0) {
      return TestResult.without(Status.INSUFFICIENT, METHOD, "each arm needs at least one unit");
    }
    Pool pool = Pool.of(a, b);
    if (pool.p == 0 || pool.q == 0) {
      return TestResult.without(
          Status.UNDEFINED,
          METHOD,
          pool.p == 0 ? "no unit of either arm succeeded" : "every unit of both arms succeeded");
    }
    double unpooled = BinomialIntervals.standardError(a, b);
    if (request.nullDifference() != 0 && unpooled == 0) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "each arm succeeded always or never, so there is no spread");
    }
    TestResult.Builder result = test(request, pool, unpooled);
    describe(result, request, pool, unpooled);
    return result.build();
  }

  private record Pool(double p, double q, double standardError, double leastExpected) {

    static Pool of(Counts a, Counts b) {
      double units = (double) a.units() + b.units();
      double successes = (double) a.successes() + b.successes();
      double p = successes / units;
      double q = (units - successes) / units;
      return new Pool(
          p,
          q,
          Math.sqrt(p * q * (1.0 / a.units() + 1.0 / b.units())),
          Math.min(a.units(), b.units()) * Math.min(p, q));
    }
  }

  private static TestResult.Builder test(TestRequest request, Pool pool, double unpooled) {
    Counts a = request.controlCounts();
    Counts b = request.treatmentCounts();
    boolean few = pool.leastExpected < LEAST_EXPECTED;
    Status status = few ? Status.APPROXIMATE : Status.OK;
    double distance = b.rate() - a.rate() - request.nullDifference();
    TestResult.Builder result;
    TailProbability p;
    if (request.nullDifference() != 0) {
      double z = distance / unpooled;
      p = NormalTail.INSTANCE.twoSided(z);
      result = TestResult.of(status, METHOD + ", unpooled").statistic(z);
    } else if (few) {
      p = FisherExact.twoSided(a, b);
      result = TestResult.of(status, "Fisher's exact test");
    } else {
      double z = distance / pool.standardError;
      p = NormalTail.INSTANCE.twoSided(z);
      result = TestResult.of(status, METHOD).statistic(z);
    }
    if (few) {
      result.warning(
          "the smallest expected count is %.1f, below 5: interval and z are approximate"
              .formatted(pool.leastExpected));
    }
    return result.pValue(p.value()).log10P(p.log10());
  }

  private static void describe(
      TestResult.Builder result, TestRequest request, Pool pool, double unpooled) {
    Counts a = request.controlCounts();
    Counts b = request.treatmentCounts();
    double z = NormalTail.INSTANCE.quantile(request.alpha());
    Bounds newcombe = BinomialIntervals.newcombe(a, b, z);
    Bounds wald = BinomialIntervals.wald(a, b, z);
    Bounds agrestiCaffo = BinomialIntervals.agrestiCaffo(a, b, z);
    double difference = b.rate() - a.rate();
    result
        .estimate(difference)
        .standardError(unpooled)
        .interval(newcombe.low(), newcombe.high(), request.confidence(), IntervalKind.FIXED_HORIZON)
        .detail("p_a", a.rate())
        .detail("p_b", b.rate())
        .detail("pooled_p", pool.p)
        .detail("min_expected", pool.leastExpected)
        .detail("wald_low", wald.low())
        .detail("wald_high", wald.high())
        .detail("agresti_caffo_low", agrestiCaffo.low())
        .detail("agresti_caffo_high", agrestiCaffo.high());
    double distance = difference - request.nullDifference();
    zTest(result, "pooled", distance, pool.standardError);
    if (unpooled > 0) {
      zTest(result, "unpooled", distance, unpooled);
    }
    riskRatio(result, a, b, z);
  }

  private static void zTest(
      TestResult.Builder result, String kind, double distance, double standardError) {
    double z = distance / standardError;
    result
        .detail("se_" + kind, standardError)
        .detail("z_" + kind, z)
        .detail("p_" + kind, NormalTail.INSTANCE.twoSided(z).value());
  }

  private static void riskRatio(TestResult.Builder result, Counts a, Counts b, double z) {
    if (a.successes() == 0) {
      return;
    }
    double ratio = b.rate() / a.rate();
    result.detail("risk_ratio", ratio);
    if (b.successes() > 0) {
      double margin = z * Math.sqrt(relativeVariance(a) + relativeVariance(b));
      result
          .detail("rr_log_ci_low", Math.exp(Math.log(ratio) - margin))
          .detail("rr_log_ci_high", Math.exp(Math.log(ratio) + margin));
    }
  }

  private static double relativeVariance(Counts counts) {
    return (1 - counts.rate()) / counts.successes();
  }
}
