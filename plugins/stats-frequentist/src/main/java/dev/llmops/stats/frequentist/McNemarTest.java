package dev.llmops.stats.frequentist;

import dev.llmops.spi.Contribution;
import dev.llmops.spi.stats.AggregateKind;
import dev.llmops.spi.stats.PairedTable;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Status;
import dev.llmops.stats.frequentist.BinomialIntervals.Bounds;
import jakarta.inject.Inject;
import org.pf4j.Extension;

/**
 * Compares paired pass/fail results by the pairs that differ (McNemar 1947). With fewer than 25 of
 * them the p value is the exact mid-p, which Fagerland, Lydersen and Laake (2013) recommend since
 * the plain exact p is needlessly conservative; from 25 on it is that of chi-square without
 * correction. The interval is Bonett and Price's (2012), which also holds when few pairs differ.
 *
 * <p>Details: {@code discordant}; {@code p_exact}, {@code p_mid}; {@code chi2}, {@code p_chi2}, and
 * with continuity correction {@code chi2_cc}, {@code p_chi2_cc}; {@code wald_low}, {@code
 * wald_high}.
 */
@Extension
@Contribution(name = "mcnemar", title = "McNemar's test")
public final class McNemarTest implements StatisticalTest {

  private static final String METHOD = "McNemar's test";
  private static final double FEW_DISCORDANT = 25;

  @Inject
  public McNemarTest() {}

  @Override
  public AggregateKind requires() {
    return AggregateKind.PAIRED_TABLE;
  }

  @Override
  public TestResult evaluate(TestRequest request) {
    PairedTable table = request.table();
    if (request.nullDifference() != 0) {
      return TestResult.without(
          Status.UNDEFINED, METHOD, "this test compares with a difference of 0 only");
    }
    Discordance pairs = Discordance.of(table);
    if (pairs.total == 0) {
      return TestResult.without(Status.INSUFFICIENT, METHOD, "at least one pair is needed");
    }
    TestResult.Builder result = pairs.count() == 0 ? noEvidence() : test(pairs);
    double z = NormalTail.INSTANCE.quantile(request.alpha());
    Bounds wald = Bounds.around(pairs.difference(), z * pairs.standardError());
    Bounds interval = pairs.bonettPrice(z);
    return result
        .estimate(pairs.difference())
        .standardError(pairs.standardError())
        .interval(interval.low(), interval.high(), request.confidence(), IntervalKind.FIXED_HORIZON)
        .detail("discordant", pairs.count())
        .detail("wald_low", wald.low())
        .detail("wald_high", wald.high())
        .build();
  }

  private static TestResult.Builder noEvidence() {
    return TestResult.of(Status.NO_EVIDENCE, METHOD)
        .warning("no pair differs")
        .pValue(1)
        .log10P(0)
        .detail("p_exact", 1)
        .detail("p_mid", 1);
  }

  private static TestResult.Builder test(Discordance pairs) {
    double chiSquare = pairs.gap() * pairs.gap() / pairs.count();
    double correctedGap = Math.max(0, pairs.gap() - 1);
    double corrected = correctedGap * correctedGap / pairs.count();
    TailProbability p = oneDegreeOfFreedom(chiSquare);
    TestResult.Builder result;
    if (pairs.count() < FEW_DISCORDANT) {
      double mid = pairs.midP();
      result = TestResult.of(Status.OK, METHOD + ", mid-p").pValue(mid).log10P(Math.log10(mid));
    } else {
      result =
          TestResult.of(Status.OK, METHOD + ", chi-square")
              .statistic(chiSquare)
              .degreesOfFreedom(1)
              .pValue(p.value())
              .log10P(p.log10());
    }
    return result
        .detail("p_exact", pairs.exactP())
        .detail("p_mid", pairs.midP())
        .detail("chi2", chiSquare)
        .detail("p_chi2", p.value())
        .detail("chi2_cc", corrected)
        .detail("p_chi2_cc", oneDegreeOfFreedom(corrected).value());
  }

  /** Chi-square with one degree of freedom is the square of a standard normal value. */
  private static TailProbability oneDegreeOfFreedom(double chiSquare) {
    return NormalTail.INSTANCE.twoSided(Math.sqrt(chiSquare));
  }

  /** The pairs that differ; in doubles, where sums of counts can't overflow. */
  private record Discordance(double onlyA, double onlyB, double total) {

    static Discordance of(PairedTable table) {
      double a = table.onlyControl();
      double b = table.onlyTreatment();
      return new Discordance(a, b, a + b + table.both() + table.neither());
    }

    double count() {
      return onlyA + onlyB;
    }

    double gap() {
      return Math.abs(onlyA - onlyB);
    }

    double difference() {
      return (onlyB - onlyA) / total;
    }

    double standardError() {
      return Math.sqrt(Math.max(0, count() - gap() / total * gap())) / total;
    }

    double exactP() {
      return onlyA == onlyB ? 1 : Math.min(1, 2 * coin().atMost(Math.min(onlyA, onlyB)));
    }

    double midP() {
      double seen = coin().probability(Math.min(onlyA, onlyB));
      return onlyA == onlyB ? 1 - seen / 2 : exactP() - seen;
    }

    private BinomialHalf coin() {
      return new BinomialHalf(count());
    }

    /** Wald's interval with one pair added to each kind of differing pairs. */
    Bounds bonettPrice(double z) {
      double n = total + 2;
      double a = (onlyA + 1) / n;
      double b = (onlyB + 1) / n;
      double margin = z * Math.sqrt(Math.max(0, a + b - (b - a) * (b - a)) / n);
      return new Bounds(Math.max(-1, b - a - margin), Math.min(1, b - a + margin));
    }
  }
}
