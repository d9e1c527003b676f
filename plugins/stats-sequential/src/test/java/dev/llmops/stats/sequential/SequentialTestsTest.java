package dev.llmops.stats.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Status;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequentialTestsTest {

  private static TestResult proportions(long unitsA, long a, long unitsB, long b) {
    return new SequentialProportionTest()
        .evaluate(TestRequest.counts(new Counts(unitsA, a), new Counts(unitsB, b)).build());
  }

  private static TestResult means(Moments a, Moments b) {
    return new SequentialMeanTest().evaluate(TestRequest.moments(a, b).build());
  }

  private static Moments moments(long n, double mean, double deviation) {
    return new Moments(n, mean, deviation * deviation * (n - 1));
  }

  @Test
  void thePValueIsBelowAlphaExactlyWhenTheIntervalExcludesNoDifference() {
    for (int more = 0; more < 200; more++) {
      TestResult result = proportions(1_000, 300, 1_000, 300 + more);
      TestResult.Interval interval = result.interval().orElseThrow();

      assertThat(interval.kind()).isEqualTo(IntervalKind.ALWAYS_VALID);
      assertThat(result.pValue().orElseThrow() < 0.05).isEqualTo(interval.low() > 0);
    }
  }

  @Test
  void bothTestsAgreeOnZerosAndOnes() {
    TestResult rates = proportions(2_500, 750, 2_500, 900);
    // Divisor n - 1 instead of n.
    TestResult same =
        means(
            new Moments(2_500, 0.30, 2_500 * 0.30 * 0.70),
            new Moments(2_500, 0.36, 2_500 * 0.36 * 0.64));

    assertThat(rates.estimate().orElseThrow()).isCloseTo(0.06, within(1e-12));
    assertThat(same.pValue().orElseThrow())
        .isCloseTo(rates.pValue().orElseThrow(), within(0.01 * rates.pValue().orElseThrow()));
  }

  @Test
  void isWiderThanOneLookByThePriceOfLookingAlways() {
    // At 5,000 units the half width is 3.035 standard errors, where one look takes 1.96.
    TestResult result = means(moments(2_500, 1, 1), moments(2_500, 1, 1));
    double margin = result.interval().orElseThrow().high();

    assertThat(margin / result.standardError().orElseThrow()).isCloseTo(3.035, within(0.001));
    assertThat(result.pValue().orElseThrow()).isEqualTo(1);
  }

  @Test
  void hasNoNumbersForTooFewOrDegenerateData() {
    assertThat(proportions(99, 50, 1_000, 500).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(proportions(1_000, 4, 1_000, 500).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(proportions(1_000, 500, 1_000, 996).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(means(moments(99, 1, 1), moments(1_000, 1, 1)).status())
        .isEqualTo(Status.INSUFFICIENT);
    assertThat(means(moments(1_000, 1, 0), moments(1_000, 2, 0)).status())
        .isEqualTo(Status.UNDEFINED);
    assertThat(means(moments(1_000, 1e300, 1e-300), moments(1_000, -1e300, 1e-300)).status())
        .isEqualTo(Status.UNDEFINED);
  }

  @Test
  void aHugeDifferenceKeepsALogarithmWhereThePValueIsNothing() {
    TestResult result = means(moments(100_000, 0, 1), moments(100_000, 5, 1));

    assertThat(result.pValue().orElseThrow()).isZero();
    assertThat(result.log10P().orElseThrow()).isLessThan(-1_000);
  }

  /** Twenty looks at 100 to 2,000 units an arm, where nothing differs. Seeded. */
  @Test
  void raisesFewFalseAlarmsAtTwentyLooksTogether() {
    int experiments = 4_000;
    Random random = new Random(23);
    int rates = 0;
    int skewed = 0;
    for (int i = 0; i < experiments; i++) {
      long[] solved = new long[2];
      Moments a = Moments.EMPTY;
      Moments b = Moments.EMPTY;
      boolean rateAlarm = false;
      boolean meanAlarm = false;
      for (int look = 1; look <= 20; look++) {
        for (int unit = 0; unit < 100; unit++) {
          solved[0] += random.nextDouble() < 0.1 ? 1 : 0;
          solved[1] += random.nextDouble() < 0.1 ? 1 : 0;
          a = a.plus(-Math.log(1 - random.nextDouble()));
          b = b.plus(-Math.log(1 - random.nextDouble()));
        }
        rateAlarm |= alarm(proportions(look * 100L, solved[0], look * 100L, solved[1]));
        meanAlarm |= alarm(means(a, b));
      }
      rates += rateAlarm ? 1 : 0;
      skewed += meanAlarm ? 1 : 0;
    }
    assertThat((double) rates / experiments).isLessThan(0.05);
    assertThat((double) skewed / experiments).isLessThan(0.05);
  }

  private static boolean alarm(TestResult result) {
    return result.pValue().isPresent() && result.pValue().getAsDouble() < 0.05;
  }

  /** 38 % against 30 % with 2,000 units an arm, looked at twenty times. Seeded. */
  @Test
  void findsADifferenceAndStopsEarly() {
    Random random = new Random(29);
    int found = 0;
    int early = 0;
    for (int i = 0; i < 500; i++) {
      long[] solved = new long[2];
      int look = 0;
      boolean alarm = false;
      while (look < 20 && !alarm) {
        look++;
        for (int unit = 0; unit < 100; unit++) {
          solved[0] += random.nextDouble() < 0.30 ? 1 : 0;
          solved[1] += random.nextDouble() < 0.38 ? 1 : 0;
        }
        alarm = alarm(proportions(look * 100L, solved[0], look * 100L, solved[1]));
      }
      found += alarm ? 1 : 0;
      early += alarm && look <= 14 ? 1 : 0;
    }
    assertThat(found).isGreaterThan(450);
    assertThat(early).isGreaterThan(250);
  }
}
