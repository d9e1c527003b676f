package dev.llmops.stats.frequentist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.spi.stats.Counts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FisherExactTest {

  /** Values of scipy.stats.fisher_exact. */
  @ParameterizedTest
  @CsvSource({
    "3, 4, 1, 4, 0.48571428571428565",
    "8, 10, 1, 6, 0.034965034965034975",
    "12, 50, 25, 50, 0.012432691111315234",
    "0, 10, 5, 10, 0.032507739938080496"
  })
  void agreesWithTheReference(long a, long unitsA, long b, long unitsB, double p) {
    Counts control = new Counts(unitsA, a);
    Counts treatment = new Counts(unitsB, b);
    assertThat(FisherExact.twoSided(control, treatment).value()).isCloseTo(p, within(1e-8 * p));
    assertThat(FisherExact.twoSided(treatment, control).value()).isCloseTo(p, within(1e-8 * p));
  }

  @Test
  void isOneWhereNothingCouldDiffer() {
    assertThat(FisherExact.twoSided(new Counts(9, 0), new Counts(5, 0)).value())
        .isCloseTo(1, within(1e-12));
    assertThat(FisherExact.twoSided(new Counts(7, 7), new Counts(7, 7)).value())
        .isCloseTo(1, within(1e-12));
  }

  @Test
  void keepsTheLogarithmWhereThePUnderflows() {
    TailProbability p = FisherExact.twoSided(new Counts(1_000, 900), new Counts(1_000_000_000, 0));
    assertThat(p.value()).isEqualTo(0);
    assertThat(p.log10()).isLessThan(-4_000).isFinite();
  }

  @Test
  void isQuickForAHugeArmBesideASmallOne() {
    // One of two successes in the small arm: about 2 · 1000/1e15.
    TailProbability p =
        FisherExact.twoSided(new Counts(1_000, 1), new Counts(1_000_000_000_000_000L, 1));
    assertThat(p.value()).isCloseTo(2e-12, within(1e-14));
  }
}
