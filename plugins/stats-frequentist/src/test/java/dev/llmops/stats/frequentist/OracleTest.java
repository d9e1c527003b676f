package dev.llmops.stats.frequentist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestResult;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;
import org.apache.commons.statistics.inference.DataDispersion;
import org.apache.commons.statistics.inference.FisherExactTest;
import org.apache.commons.statistics.inference.TTest;
import org.junit.jupiter.api.Test;

/** Random inputs against another implementation. */
class OracleTest {

  private static final int ROUNDS = 500;

  @Test
  void welchAgreesOnRandomValues() {
    SplittableRandom random = new SplittableRandom(11);
    TTest oracle = TTest.withDefaults().with(DataDispersion.HETEROSCEDASTIC);
    for (int round = 0; round < ROUNDS; round++) {
      double[] a = values(random);
      double[] b = values(random);
      TTest.Result expected = oracle.test(b, a);
      TestResult result = Requests.welch(moments(a), moments(b));
      assertClose(result.statistic().orElseThrow(), expected.getStatistic());
      assertClose(result.degreesOfFreedom().orElseThrow(), expected.getDegreesOfFreedom());
      assertClose(result.pValue().orElseThrow(), expected.getPValue());
    }
  }

  @Test
  void pairedTAgreesOnRandomValues() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < ROUNDS; round++) {
      double[] a = values(random);
      double[] b = Arrays.stream(a).map(value -> value + random.nextDouble(-1, 1.2)).toArray();
      double[] differences = new double[a.length];
      Arrays.setAll(differences, i -> b[i] - a[i]);
      TTest.Result expected = TTest.withDefaults().pairedTest(b, a);
      TestResult result = Requests.paired(moments(differences));
      assertClose(result.statistic().orElseThrow(), expected.getStatistic());
      assertClose(result.pValue().orElseThrow(), expected.getPValue());
    }
  }

  @Test
  void exactMcNemarAgreesWithTheBinomialTest() {
    // One-sided and doubled: two-sided, rounding makes the oracle miss the mirrored outcome at
    // times.
    BinomialTest oracle = BinomialTest.withDefaults().with(AlternativeHypothesis.LESS_THAN);
    SplittableRandom random = new SplittableRandom(13);
    for (int round = 0; round < ROUNDS; round++) {
      int b = random.nextInt(300);
      int c = random.nextInt(1, 300);
      double expected = Math.min(1, 2 * oracle.test(b + c, Math.min(b, c), 0.5).getPValue());
      assertClose(Requests.mcnemar(9, b, c, 9).details().get("p_exact"), expected);
    }
  }

  @Test
  void fisherAgreesOnRandomTables() {
    SplittableRandom random = new SplittableRandom(14);
    for (int round = 0; round < ROUNDS; round++) {
      int unitsA = random.nextInt(1, 200);
      int unitsB = random.nextInt(1, 200);
      int a = random.nextInt(unitsA + 1);
      int b = random.nextInt(unitsB + 1);
      int[][] table = {{a, unitsA - a}, {b, unitsB - b}};
      boolean trivial = a + b == 0 || a + b == unitsA + unitsB;
      double expected = trivial ? 1 : FisherExactTest.withDefaults().test(table).getPValue();
      double p = FisherExact.twoSided(new Counts(unitsA, a), new Counts(unitsB, b)).value();
      assertThat(p).isCloseTo(expected, within(1e-12 + 1e-9 * expected));
    }
  }

  private static double[] values(SplittableRandom random) {
    double scale = Math.pow(10, random.nextInt(-6, 7));
    double centre = random.nextDouble(-2, 2) * scale;
    return random.doubles(random.nextInt(2, 60)).map(u -> centre + scale * (u - 0.5)).toArray();
  }

  private static Moments moments(double[] values) {
    return Requests.moments(values);
  }

  private static void assertClose(double got, double expected) {
    assertThat(got).isCloseTo(expected, within(1e-14 + 1e-9 * Math.abs(expected)));
  }
}
