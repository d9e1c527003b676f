package dev.llmops.stats.bayesian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Posterior;
import dev.llmops.spi.stats.TestResult.Status;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.special.Beta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BayesianProportionTestTest {

  private static TestResult compare(
      double alpha, double beta, long unitsA, long successesA, long unitsB, long successesB) {
    return new BayesianProportionTest(new BayesianProportionTest.Config(alpha, beta))
        .evaluate(
            TestRequest.counts(new Counts(unitsA, successesA), new Counts(unitsB, successesB))
                .build());
  }

  private static Posterior flat(long unitsA, long successesA, long unitsB, long successesB) {
    return compare(1, 1, unitsA, successesA, unitsB, successesB).posterior().orElseThrow();
  }

  static List<JsonNode> cases() throws IOException {
    return VectorFile.cases("bayes_beta_binomial");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(JsonNode vector) {
    JsonNode in = vector.required("inputs");
    Posterior posterior =
        compare(
                in.required("prior_alpha").doubleValue(),
                in.required("prior_beta").doubleValue(),
                in.required("n_a").longValue(),
                in.required("x_a").longValue(),
                in.required("n_b").longValue(),
                in.required("x_b").longValue())
            .posterior()
            .orElseThrow();

    JsonNode expected = vector.required("expected");
    assertThat(posterior.greater())
        .isCloseTo(expected.required("prob_b_beats_a").doubleValue(), within(1e-9));
    assertThat(posterior.shortfall())
        .isCloseTo(expected.required("expected_loss_choose_b").doubleValue(), within(1e-10));
    assertThat(posterior.excess())
        .isCloseTo(expected.required("expected_loss_choose_a").doubleValue(), within(1e-10));
  }

  /** P(B > A) as a finite sum over whole α of B (Evan Miller 2015; Cook 2005). */
  private static double exactSum(double alphaA, double betaA, int alphaB, double betaB) {
    double sum = 0;
    for (int i = 0; i < alphaB; i++) {
      sum +=
          Math.exp(
              Beta.logBeta(alphaA + i, betaA + betaB)
                  - Math.log(betaB + i)
                  - Beta.logBeta(1 + i, betaB)
                  - Beta.logBeta(alphaA, betaA));
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "0,0,0,0",
    "1,0,1,1",
    "10,3,12,7",
    "5,5,5,5",
    "100,0,100,0",
    "40,40,30,29",
    "7,2,3000,900",
    "3000,900,7,2",
    "1000,120,1000,150"
  })
  void agreesWithTheExactSum(long unitsA, long successesA, long unitsB, int successesB) {
    double expected =
        exactSum(
            1.0 + successesA, 1.0 + unitsA - successesA, 1 + successesB, 1.0 + unitsB - successesB);
    Posterior posterior = flat(unitsA, successesA, unitsB, successesB);
    assertThat(posterior.greater()).isCloseTo(expected, within(1e-11));
    double meanA = (1.0 + successesA) / (2 + unitsA);
    double meanB = (1.0 + successesB) / (2 + unitsB);
    assertThat(posterior.excess() - posterior.shortfall()).isCloseTo(meanB - meanA, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,20,3,20,7",
    "1,1,5,0,5,5",
    "1,1,50,0,50,0",
    "0.5,0.5,8,0,2000,3",
    "1,1,2000,3,8,8",
    "30,70,200,50,150,60"
  })
  void agreesWithDraws(
      double alpha, double beta, long unitsA, long successesA, long unitsB, long successesB) {
    TestResult result = compare(alpha, beta, unitsA, successesA, unitsB, successesB);
    int draws = 200_000;
    Random random = new Random(5);
    double[] a = draws(random, draws, alpha + successesA, beta + unitsA - successesA);
    double[] b = draws(random, draws, alpha + successesB, beta + unitsB - successesB);
    double[] differences = new double[draws];
    Arrays.setAll(differences, i -> b[i] - a[i]);
    Arrays.sort(differences);

    Posterior posterior = result.posterior().orElseThrow();
    double deviation = result.standardError().orElseThrow();
    // Four standard errors of the draws.
    double share = 4 * 0.5 / Math.sqrt(draws);
    double amount = 4 * deviation / Math.sqrt(draws);
    assertThat(posterior.greater())
        .isCloseTo(
            DoubleStream.of(differences).filter(d -> d > 0).count() / (double) draws,
            within(share));
    assertThat(posterior.shortfall())
        .isCloseTo(
            DoubleStream.of(differences).map(d -> Math.max(0, -d)).average().orElseThrow(),
            within(amount));
    assertThat(result.estimate().orElseThrow())
        .isCloseTo(DoubleStream.of(differences).average().orElseThrow(), within(amount));
    TestResult.Interval interval = result.interval().orElseThrow();
    assertThat(interval.kind()).isEqualTo(IntervalKind.CREDIBLE);
    double tail = 4 * Math.sqrt(0.025 * 0.975 / draws);
    assertThat(rank(differences, interval.low())).isCloseTo(0.025, within(tail));
    assertThat(rank(differences, interval.high())).isCloseTo(0.975, within(tail));
  }

  private static double[] draws(Random random, int count, double alpha, double beta) {
    return new BetaDistribution(new Well19937c(random.nextInt()), alpha, beta).sample(count);
  }

  private static double rank(double[] sorted, double value) {
    int place = Arrays.binarySearch(sorted, value);
    return (double) (place < 0 ? -place - 1 : place) / sorted.length;
  }

  /** The difference has the triangular distribution from −1 to 1. */
  @Test
  void aFlatPriorAloneKnowsNothing() {
    TestResult result = compare(1, 1, 0, 0, 0, 0);
    Posterior posterior = result.posterior().orElseThrow();
    assertThat(posterior.greater()).isCloseTo(0.5, within(1e-12));
    assertThat(posterior.excess()).isCloseTo(1.0 / 6, within(1e-12));
    TestResult.Interval interval = result.interval().orElseThrow();
    assertThat(interval.high()).isCloseTo(1 - Math.sqrt(0.05), within(1e-8));
    assertThat(interval.low()).isCloseTo(Math.sqrt(0.05) - 1, within(1e-8));
  }

  @Test
  void isTheMirrorOfItself() {
    Posterior there = flat(30, 4, 200, 41);
    Posterior back = flat(200, 41, 30, 4);
    assertThat(there.greater()).isCloseTo(1 - back.greater(), within(1e-12));
    assertThat(there.shortfall()).isCloseTo(back.excess(), within(1e-12));
    TestResult one = compare(1, 1, 30, 4, 200, 41);
    TestResult other = compare(1, 1, 200, 41, 30, 4);
    assertThat(one.interval().orElseThrow().low())
        .isCloseTo(-other.interval().orElseThrow().high(), within(1e-9));
  }

  @Test
  void aPriorPullsTogether() {
    Posterior without = flat(20, 3, 20, 9);
    Posterior with = compare(50, 50, 20, 3, 20, 9).posterior().orElseThrow();
    assertThat(with.greater()).isLessThan(without.greater()).isGreaterThan(0.5);
  }

  @Test
  @Timeout(value = 4, unit = TimeUnit.SECONDS)
  void manyUnitsTakeNoSecondsAndMeetTheNormalApproximation() {
    TestResult exact = compare(1, 1, 25_000_000, 9_990_000, 25_000_000, 9_995_000);
    TestResult normal = compare(1, 1, 26_000_000, 10_389_600, 26_000_000, 10_394_800);
    assertThat(exact.method()).doesNotContain("normal");
    assertThat(normal.method()).contains("normal");
    assertThat(exact.posterior().orElseThrow().greater())
        .isCloseTo(
            new NormalDifference(
                    exact.estimate().orElseThrow(), exact.standardError().orElseThrow())
                .posterior()
                .greater(),
            within(1e-4));
    assertThat(compare(1, 1, 900_000_000, 3, 900_000_000, 400_000_000).posterior()).isPresent();
  }

  /** Drawn from the prior itself, what is believed is right as often as it says. */
  @Test
  void whatItBelievesIsRightAsOftenAsItSays() {
    Random random = new Random(9);
    int[] seen = new int[5];
    double[] believed = new double[5];
    int[] right = new int[5];
    for (int i = 0; i < 5_000; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      double greater = new BetaDifference(drawn(random, a), drawn(random, b)).posterior().greater();
      int bin = Math.min(4, (int) (greater * 5));
      seen[bin]++;
      believed[bin] += greater;
      right[bin] += b > a ? 1 : 0;
    }
    for (int bin = 0; bin < 5; bin++) {
      double mean = believed[bin] / seen[bin];
      assertThat((double) right[bin] / seen[bin])
          .isCloseTo(mean, within(4 * Math.sqrt(mean * (1 - mean) / seen[bin])));
    }
  }

  /** After twenty units of this rate. */
  private static BetaPosterior drawn(Random random, double rate) {
    long successes = random.doubles(20).filter(draw -> draw < rate).count();
    return new BetaPosterior(1.0 + successes, 21.0 - successes);
  }

  @Test
  void hasNoPValueAndRefusesAnotherNull() {
    TestResult result = compare(1, 1, 100, 10, 100, 90);
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.pValue()).isEmpty();
    TestRequest margin =
        TestRequest.counts(new Counts(9, 1), new Counts(9, 1)).nullDifference(0.1).build();
    assertThat(
            new BayesianProportionTest(new BayesianProportionTest.Config(1, 1))
                .evaluate(margin)
                .status())
        .isEqualTo(Status.UNDEFINED);
  }
}
