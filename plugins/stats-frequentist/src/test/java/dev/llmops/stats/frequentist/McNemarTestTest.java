package dev.llmops.stats.frequentist;

import static dev.llmops.stats.frequentist.Requests.mcnemar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.spi.stats.PairedTable;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Interval;
import dev.llmops.spi.stats.TestResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class McNemarTestTest {

  @Test
  void answersWithMidPWhereFewerThanTwentyFivePairsDiffer() {
    TestResult few = mcnemar(40, 5, 19, 6);
    assertThat(few.method()).endsWith("mid-p");
    assertThat(few.pValue()).hasValue(few.details().get("p_mid"));
    assertThat(few.log10P().orElseThrow())
        .isCloseTo(Math.log10(few.details().get("p_mid")), within(1e-12));
    TestResult enough = mcnemar(40, 5, 20, 6);
    assertThat(enough.method()).endsWith("chi-square");
    assertThat(enough.pValue()).hasValue(enough.details().get("p_chi2"));
    assertThat(enough.statistic()).hasValue(9);
    assertThat(enough.degreesOfFreedom()).hasValue(1);
  }

  @Test
  void findsNoEvidenceWhereNoPairDiffers() {
    TestResult result = mcnemar(30, 0, 0, 10);
    assertThat(result.status()).isEqualTo(Status.NO_EVIDENCE);
    assertThat(result.usable()).isTrue();
    assertThat(result.pValue()).hasValue(1);
    assertThat(result.estimate()).hasValue(0);
    Interval interval = result.interval().orElseThrow();
    assertThat(interval.low()).isNegative();
    assertThat(interval.high()).isEqualTo(-interval.low());
  }

  @Test
  void saysWhyThereAreNoNumbers() {
    assertThat(mcnemar(0, 0, 0, 0).status()).isEqualTo(Status.INSUFFICIENT);
    TestRequest shifted =
        TestRequest.paired(new PairedTable(9, 3, 4, 5)).nullDifference(0.1).build();
    assertThat(new McNemarTest().evaluate(shifted).status()).isEqualTo(Status.UNDEFINED);
  }

  @Test
  void swappingTheSidesNegatesTheDifferenceAndKeepsTheP() {
    TestResult forth = mcnemar(40, 3, 11, 6);
    TestResult back = mcnemar(40, 11, 3, 6);
    assertThat(back.estimate().orElseThrow()).isEqualTo(-forth.estimate().orElseThrow());
    assertThat(back.pValue()).isEqualTo(forth.pValue());
    assertThat(back.interval().orElseThrow().low())
        .isEqualTo(-forth.interval().orElseThrow().high());
  }

  @Test
  void intervalIsBonettAndPrices() {
    // (b + 1, c + 1, N + 2) = (4, 12, 62): 8/62 ± z √((16/62 − (8/62)²)/62), worked by hand.
    Interval interval = mcnemar(40, 3, 11, 6).interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(0.006_730, within(1e-6));
    assertThat(interval.high()).isCloseTo(0.251_335, within(1e-6));
  }

  @Test
  void keepsTheIntervalWithinMinusOneAndOne() {
    Interval interval = mcnemar(0, 0, 2, 0).interval().orElseThrow();
    assertThat(interval.high()).isEqualTo(1);
    assertThat(mcnemar(0, 2, 0, 0).interval().orElseThrow().low()).isEqualTo(-1);
  }

  @Test
  void keepsTheLogarithmWhereThePUnderflows() {
    TestResult result = mcnemar(0, 0, 100_000, 0);
    assertThat(result.pValue()).hasValue(0);
    assertThat(result.log10P().orElseThrow()).isLessThan(-20_000);
  }

  @Test
  @Timeout(30)
  void neverAnswersWithNumbersThatAreNone() {
    long[] counts = {0, 1, 24, 25, 1_000_003, Long.MAX_VALUE};
    for (long both : counts) {
      for (long a : counts) {
        for (long b : counts) {
          TestResult result = mcnemar(both, a, b, 0);
          result.pValue().ifPresent(p -> assertThat(p).isBetween(0.0, 1.0));
          result.details().forEach((name, value) -> assertThat(value).as(name).isFinite());
        }
      }
    }
  }
}
