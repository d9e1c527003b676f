package dev.llmops.stats.frequentist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TailTest {

  @ParameterizedTest
  @CsvFileSource(resources = "/tails/student.csv", numLinesToSkip = 2)
  void studentKeepsElevenDigitsOfEveryTail(double df, double t, double log10P) {
    TailProbability p = new StudentTail(df).twoSided(t);
    assertThat(p.log10()).isCloseTo(log10P, relative(log10P, 1e-12));
    if (log10P > -307) {
      double expected = Math.pow(10, log10P);
      assertThat(p.value()).isCloseTo(expected, relative(expected, 1e-11));
    }
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/tails/normal.csv", numLinesToSkip = 2)
  void normalKeepsElevenDigitsOfEveryTail(double z, double log10P) {
    TailProbability p = NormalTail.INSTANCE.twoSided(-z);
    assertThat(p.log10()).isCloseTo(log10P, relative(log10P, 1e-12));
    if (log10P > -307) {
      double expected = Math.pow(10, log10P);
      assertThat(p.value()).isCloseTo(expected, relative(expected, 1e-11));
    }
  }

  @Test
  void anythingIsAtLeastZero() {
    assertThat(new StudentTail(7).twoSided(0).value()).isEqualTo(1);
    assertThat(new StudentTail(7).twoSided(0).log10()).isEqualTo(0);
    assertThat(NormalTail.INSTANCE.twoSided(0).value()).isEqualTo(1);
  }

  @Test
  void aStatisticWhoseSquareOverflowsStillHasALogarithm() {
    // For one degree of freedom the tail is 2/(pi t).
    double log10P = new StudentTail(1).twoSided(1e200).log10();
    assertThat(log10P).isCloseTo(Math.log10(2 / Math.PI) - 200, within(1e-10));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.05, 12.706204736174705",
    "1, 0.1, 6.313751514675043",
    "5, 0.05, 2.5705818356363146",
    "24, 0.05, 2.0638985616280205",
    "1000000000, 0.05, 1.9599639869"
  })
  void studentQuantilesEqualTheTables(double df, double alpha, double t) {
    assertThat(new StudentTail(df).quantile(alpha)).isCloseTo(t, relative(t, 1e-10));
  }

  @Test
  void normalQuantilesEqualTheTables() {
    assertThat(NormalTail.INSTANCE.quantile(0.05)).isCloseTo(1.959963984540054, within(4e-15));
    assertThat(NormalTail.INSTANCE.quantile(0.01)).isCloseTo(2.5758293035489004, within(4e-15));
    assertThat(NormalTail.INSTANCE.quantile(1)).isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-100, 1e-15, 1e-9, 0.001, 0.05, 0.5, 0.99, 0.999999})
  void quantilesAndTailsAreInverse(double alpha) {
    double lnAlpha = Math.log(alpha);
    for (double df : new double[] {1, 1.3, 2, 9.3, 100, 20_042.7, 1e9, 1e18}) {
      StudentTail tail = new StudentTail(df);
      assertThat(tail.lnTwoSided(tail.quantile(alpha))).isCloseTo(lnAlpha, relative(lnAlpha, 1e-9));
    }
    double z = NormalTail.INSTANCE.quantile(alpha);
    assertThat(NormalTail.INSTANCE.lnTwoSided(z)).isCloseTo(lnAlpha, relative(lnAlpha, 1e-9));
  }

  private static Offset<Double> relative(double expected, double tolerance) {
    return within(Math.abs(expected) * tolerance);
  }
}
