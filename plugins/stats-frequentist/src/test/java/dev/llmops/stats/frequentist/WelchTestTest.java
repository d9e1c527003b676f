package dev.llmops.stats.frequentist;

import static dev.llmops.stats.frequentist.Requests.moments;
import static dev.llmops.stats.frequentist.Requests.welch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WelchTestTest {

  private static final Moments A = moments(0.71, 0.8, 0.65, 0.9, 0.77);
  private static final Moments B = moments(0.83, 0.91, 0.78, 0.95, 0.88, 0.79);

  @Test
  void swappingTheArmsNegatesTheDifferenceAndKeepsTheP() {
    TestResult forth = welch(A, B);
    TestResult back = welch(B, A);
    assertThat(back.estimate().orElseThrow()).isEqualTo(-forth.estimate().orElseThrow());
    assertThat(back.statistic().orElseThrow()).isEqualTo(-forth.statistic().orElseThrow());
    assertThat(back.pValue()).isEqualTo(forth.pValue());
    assertThat(back.interval().orElseThrow().low())
        .isEqualTo(-forth.interval().orElseThrow().high());
    assertThat(back.details().get("p_greater")).isEqualTo(forth.details().get("p_less"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-3, 1e3, 1e6})
  void shiftingAllValuesChangesNothing(double shift) {
    TestResult plain = welch(A, B);
    TestResult shifted = welch(shifted(A, shift), shifted(B, shift));
    assertThat(shifted.pValue().orElseThrow())
        .isCloseTo(plain.pValue().orElseThrow(), within(1e-7));
    assertThat(shifted.standardError()).isEqualTo(plain.standardError());
  }

  private static Moments shifted(Moments moments, double shift) {
    return new Moments(moments.count(), moments.mean() + shift, moments.m2());
  }

  @Test
  void askedForTheOtherLevelTheIntervalGrows() {
    TestResult wide = new WelchTest().evaluate(TestRequest.moments(A, B).confidence(0.999).build());
    assertThat(wide.interval().orElseThrow().low())
        .isLessThan(welch(A, B).interval().orElseThrow().low());
    assertThat(wide.interval().orElseThrow().level()).isEqualTo(0.999);
  }

  @Test
  void oneArmWithoutSpreadIsFine() {
    TestResult result = welch(new Moments(5, 0.5, 0), B);
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.degreesOfFreedom().orElseThrow()).isCloseTo(5, within(1e-12));
  }

  @Test
  void saysWhyThereAreNoNumbers() {
    assertThat(welch(Moments.EMPTY, B).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(welch(A, moments(1)).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(welch(new Moments(9, 1, 0), new Moments(9, 2, 0)).status())
        .isEqualTo(Status.UNDEFINED);
    assertThat(welch(new Moments(9, 1, 0), new Moments(9, 2, 0)).warnings()).hasSize(1);
  }

  @Test
  void takesASpreadBelowTheLastDigitOfTheMeanForRounding() {
    Moments constant = new Moments(100, 0.1, 1e-33);
    assertThat(welch(constant, new Moments(100, 0.3, 1e-33)).status()).isEqualTo(Status.UNDEFINED);
  }

  @Test
  void keepsTheLogarithmWhereThePUnderflows() {
    TestResult result = welch(new Moments(1_000_000, 0, 1e6), new Moments(1_000_000, 1, 1e6));
    assertThat(result.pValue()).hasValue(0);
    // About −df/2 · log10(1 + t²/df), with df = 2e6 and t² = 5e5.
    assertThat(result.log10P().orElseThrow()).isCloseTo(-1e6 * Math.log10(1.25), within(5.0));
  }

  @Test
  @Timeout(30)
  void neverAnswersWithNumbersThatAreNone() {
    double[] extremes = {0, 1, -1, 1e-300, 1e-160, 1e150, 1e300, -1e308, 1.7e308};
    double[] spreads = {0, 4.9e-324, 1e-300, 1e-12, 1, 1e300, 1.7e308};
    long[] counts = {0, 1, 2, 3, 1_000_000_000_000L, Long.MAX_VALUE};
    for (double mean : extremes) {
      for (double spread : spreads) {
        for (long count : counts) {
          Moments odd = new Moments(count, mean, spread);
          assertThat(welch(A, odd).status()).isNotNull();
          assertThat(welch(odd, new Moments(count, -mean, spread)).status()).isNotNull();
          assertThat(Requests.paired(odd).status()).isNotNull();
        }
      }
    }
  }

  @Test
  void refusesARequestWithoutMoments() {
    TestRequest request = TestRequest.counts(new Counts(1, 1), new Counts(1, 1)).build();
    assertThatThrownBy(() -> new WelchTest().evaluate(request))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MOMENTS");
  }
}
