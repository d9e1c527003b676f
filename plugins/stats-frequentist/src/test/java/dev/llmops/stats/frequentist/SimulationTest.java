package dev.llmops.stats.frequentist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Interval;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.random.MersenneTwister;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/**
 * How often the tests reject where nothing differs, and how often the intervals hold. Seeded. Bands
 * are alpha ± 4 √(alpha (1 − alpha) / experiments).
 */
class SimulationTest {

  private static final int EXPERIMENTS = 10_000;
  private static final double ALPHA = 0.05;
  private static final double BAND = 4 * Math.sqrt(ALPHA * (1 - ALPHA) / EXPERIMENTS);

  private final Random random = new Random(20_260_101);

  @Test
  void welchRejectsAtItsLevelAndItsPIsUniform() {
    double[] p = new double[EXPERIMENTS];
    for (int i = 0; i < EXPERIMENTS; i++) {
      p[i] = welch(200, random::nextGaussian, 200, random::nextGaussian).pValue().orElseThrow();
    }
    assertThat(share(p)).isBetween(ALPHA - BAND, ALPHA + BAND);
    double[] some = Arrays.copyOf(p, 2_000);
    double ks =
        new KolmogorovSmirnovTest()
            .kolmogorovSmirnovTest(
                new UniformRealDistribution(new MersenneTwister(1), 0, 1), some, false);
    assertThat(ks).isGreaterThan(0.001);
    // 27.88 is exceeded with probability 0.001 by chi-square with 9 degrees of freedom.
    assertThat(chiSquareOfTenBins(p)).isLessThan(27.88);
  }

  @Test
  void welchKeepsItsLevelWithUnequalSizesAndSpreads() {
    double[] p = new double[EXPERIMENTS];
    for (int i = 0; i < EXPERIMENTS; i++) {
      p[i] =
          welch(10, () -> 4 * random.nextGaussian(), 40, random::nextGaussian)
              .pValue()
              .orElseThrow();
    }
    assertThat(share(p)).isBetween(0.040, 0.062);
  }

  @Test
  void welchDoesNotExceedItsLevelOnSkewedValues() {
    double[] p = new double[EXPERIMENTS / 2];
    for (int i = 0; i < p.length; i++) {
      p[i] =
          welch(
                  500,
                  () -> Math.exp(random.nextGaussian()),
                  500,
                  () -> Math.exp(random.nextGaussian()))
              .pValue()
              .orElseThrow();
    }
    assertThat(share(p)).isLessThanOrEqualTo(ALPHA + 1.5 * BAND);
  }

  @Test
  void pooledZRejectsAtItsLevel() {
    double[] p = new double[EXPERIMENTS];
    for (int i = 0; i < EXPERIMENTS; i++) {
      p[i] =
          Requests.proportions(bernoulli(2_000, 0.1), bernoulli(2_000, 0.1)).pValue().orElseThrow();
    }
    assertThat(share(p)).isBetween(ALPHA - BAND, ALPHA + BAND);
  }

  @Test
  void welchIntervalsHoldTheirLevel() {
    int held = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
      TestResult result =
          welch(50, random::nextGaussian, 80, () -> 0.3 + 2 * random.nextGaussian());
      held += contains(result, 0.3) ? 1 : 0;
    }
    assertThat((double) held / EXPERIMENTS).isBetween(1 - ALPHA - BAND, 1 - ALPHA + BAND);
  }

  @Test
  void newcombeIntervalsHoldTheirLevelNearZeroAndInTheMiddle() {
    for (double rate : new double[] {0.02, 0.5}) {
      int held = 0;
      int answered = 0;
      for (int i = 0; i < EXPERIMENTS; i++) {
        TestResult result = Requests.proportions(bernoulli(100, rate), bernoulli(100, rate));
        answered += result.usable() ? 1 : 0;
        held += result.usable() && contains(result, 0) ? 1 : 0;
      }
      assertThat((double) held / answered).isGreaterThanOrEqualTo(0.935);
    }
  }

  @Test
  void mcNemarDoesNotExceedItsLevelBesidesDiscreteness() {
    double[] p = new double[EXPERIMENTS];
    for (int i = 0; i < EXPERIMENTS; i++) {
      long onlyA = 0;
      long onlyB = 0;
      for (int pair = 0; pair < 100; pair++) {
        double u = random.nextDouble();
        onlyA += u < 0.12 ? 1 : 0;
        onlyB += u > 0.88 ? 1 : 0;
      }
      p[i] = Requests.mcnemar(100 - onlyA - onlyB, onlyA, onlyB, 0).pValue().orElseThrow();
    }
    assertThat(share(p)).isBetween(0.03, ALPHA + BAND);
  }

  private TestResult welch(int sizeA, DoubleSupplier a, int sizeB, DoubleSupplier b) {
    return Requests.welch(draw(sizeA, a), draw(sizeB, b));
  }

  private static Moments draw(int size, DoubleSupplier source) {
    double[] values = new double[size];
    double sum = 0;
    for (int i = 0; i < size; i++) {
      values[i] = source.getAsDouble();
      sum += values[i];
    }
    double mean = sum / size;
    double m2 = 0;
    for (double value : values) {
      m2 += (value - mean) * (value - mean);
    }
    return new Moments(size, mean, m2);
  }

  private Counts bernoulli(int units, double rate) {
    long successes = 0;
    for (int i = 0; i < units; i++) {
      successes += random.nextDouble() < rate ? 1 : 0;
    }
    return new Counts(units, successes);
  }

  private static boolean contains(TestResult result, double truth) {
    Interval interval = result.interval().orElseThrow();
    return interval.low() <= truth && truth <= interval.high();
  }

  private static double share(double[] p) {
    return (double) Arrays.stream(p).filter(value -> value <= ALPHA).count() / p.length;
  }

  private static double chiSquareOfTenBins(double[] p) {
    double[] bins = new double[10];
    for (double value : p) {
      bins[(int) Math.min(9, value * 10)]++;
    }
    double expected = p.length / 10.0;
    return Arrays.stream(bins).map(seen -> (seen - expected) * (seen - expected) / expected).sum();
  }
}
