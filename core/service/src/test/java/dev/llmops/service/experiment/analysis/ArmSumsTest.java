package dev.llmops.service.experiment.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.spi.stats.Moments;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArmSumsTest {

  private static final MathContext EXACTLY = new MathContext(200);

  private static ArmSum empty() {
    return ArmSum.empty("e", "a", "m");
  }

  private static BigDecimal exact(DoubleDouble value) {
    return new BigDecimal(value.high()).add(new BigDecimal(value.low()));
  }

  @Test
  void squaresExactly() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30);
      assertThat(exact(DoubleDouble.square(value)))
          .isEqualByComparingTo(new BigDecimal(value).pow(2));
    }
  }

  @Test
  void addsMultipliesAndDividesWithMoreThanAHundredBits() {
    Random random = new Random(2);
    for (int i = 0; i < 10_000; i++) {
      DoubleDouble a =
          DoubleDouble.of(random.nextGaussian() * 1e8)
              .plus(DoubleDouble.of(random.nextGaussian() * 1e-9));
      DoubleDouble b =
          DoubleDouble.of(random.nextGaussian())
              .plus(DoubleDouble.of(random.nextGaussian() * 1e-17));
      double divisor = 1 + random.nextInt(1_000_000);
      BigDecimal size = exact(a).abs().max(exact(b).abs());

      assertThat(exact(a.plus(b)))
          .isCloseTo(exact(a).add(exact(b)), within(size.multiply(new BigDecimal(0x1p-103))));
      assertThat(exact(a.minus(b)))
          .isCloseTo(exact(a).subtract(exact(b)), within(size.multiply(new BigDecimal(0x1p-103))));
      BigDecimal product = exact(a).multiply(exact(b));
      assertThat(exact(a.times(b)))
          .isCloseTo(product, within(product.abs().multiply(new BigDecimal(0x1p-100))));
      BigDecimal quotient = exact(a).divide(new BigDecimal(divisor), EXACTLY);
      assertThat(exact(a.dividedBy(divisor)))
          .isCloseTo(quotient, within(quotient.abs().multiply(new BigDecimal(0x1p-100))));
    }
  }

  @Test
  void takesAValueOutAgainAsIfItHadNeverBeenThere() {
    ArmSum sums = empty();
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      sums = ArmSums.add(sums, random.nextDouble());
    }
    ArmSum disturbed =
        ArmSums.replace(ArmSums.replace(ArmSums.add(sums, 0.25), 0.25, 1e6), 1e6, 0.25);

    assertThat(ArmSums.moments(disturbed)).isEqualTo(ArmSums.moments(ArmSums.add(sums, 0.25)));
  }

  @Test
  void keepsTheVarianceOfSmallDifferencesBetweenLargeValues() {
    ArmSum sums = empty();
    Moments reference = Moments.EMPTY;
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      double part = random.nextInt(1 << 20) / (double) (1 << 20);
      sums = ArmSums.add(sums, 1e9 + part);
      reference = reference.plus(part);
    }

    assertThat(ArmSums.moments(sums).variance()).isCloseTo(reference.variance(), within(1e-12));
    assertThat(ArmSums.moments(sums).mean()).isCloseTo(1e9 + reference.mean(), within(1e-6));
  }

  @Test
  void findsNoVarianceInEqualValues() {
    ArmSum sums = empty();
    for (int i = 0; i < 50; i++) {
      sums = ArmSums.add(sums, 0.7);
    }

    assertThat(ArmSums.moments(sums)).isEqualTo(new Moments(50, 0.7, 0));
  }

  @Test
  void reportsTheSampleDeviationOfTenTwentyThirty() {
    ArmSum sums = ArmSums.add(ArmSums.add(ArmSums.add(empty(), 10), 20), 30);

    assertThat(ArmSums.moments(sums).mean()).isEqualTo(20);
    assertThat(Math.sqrt(ArmSums.moments(sums).variance())).isEqualTo(10);
  }

  @Test
  void staysFiniteAtTheLargestValues() {
    ArmSum sums = empty();
    for (int i = 0; i < 1_000; i++) {
      sums = ArmSums.add(sums, i % 2 == 0 ? 1e100 : -1e100);
    }

    assertThat(ArmSums.moments(sums).mean()).isZero();
    assertThat(ArmSums.moments(sums).m2()).isCloseTo(1e203, within(1e190));
  }
}
