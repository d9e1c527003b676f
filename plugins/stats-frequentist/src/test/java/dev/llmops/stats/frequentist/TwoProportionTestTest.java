package dev.llmops.stats.frequentist;

import static dev.llmops.stats.frequentist.Requests.proportions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Interval;
import dev.llmops.spi.stats.TestResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TwoProportionTestTest {

  @Test
  void answersWithThePooledTestAndNewcombesInterval() {
    TestResult result = proportions(new Counts(1000, 120), new Counts(1000, 150));
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.method()).isEqualTo("Two-proportion z-test");
    assertThat(result.pValue()).hasValue(result.details().get("p_pooled"));
    assertThat(result.statistic()).hasValue(result.details().get("z_pooled"));
    assertThat(result.interval().orElseThrow().low())
        .isNotCloseTo(result.details().get("wald_low"), within(1e-6));
    assertThat(result.warnings()).isEmpty();
  }

  @Test
  void swappingTheArmsNegatesTheDifferenceAndKeepsTheP() {
    Counts a = new Counts(300, 55);
    Counts b = new Counts(310, 40);
    Interval forth = proportions(a, b).interval().orElseThrow();
    Interval back = proportions(b, a).interval().orElseThrow();
    assertThat(back.low()).isEqualTo(-forth.high());
    assertThat(back.high()).isEqualTo(-forth.low());
    assertThat(proportions(b, a).pValue()).isEqualTo(proportions(a, b).pValue());
  }

  @Test
  void countingFailuresInsteadNegatesTheDifference() {
    TestResult successes = proportions(new Counts(300, 55), new Counts(310, 40));
    TestResult failures = proportions(new Counts(300, 245), new Counts(310, 270));
    assertThat(failures.estimate().orElseThrow())
        .isCloseTo(-successes.estimate().orElseThrow(), within(1e-15));
    assertThat(failures.pValue().orElseThrow())
        .isCloseTo(successes.pValue().orElseThrow(), within(1e-13));
  }

  @Test
  void isApproximateAndExactInPWhereAnExpectedCountIsBelowFive() {
    TestResult enough = proportions(new Counts(10, 3), new Counts(10, 7));
    assertThat(enough.status()).isEqualTo(Status.OK);
    TestResult result = proportions(new Counts(50, 0), new Counts(50, 6));
    assertThat(result.status()).isEqualTo(Status.APPROXIMATE);
    assertThat(result.method()).contains("Fisher");
    assertThat(result.pValue().orElseThrow()).isCloseTo(0.026_7, within(5e-5));
    assertThat(result.details().get("p_pooled")).isCloseTo(0.011_5, within(5e-5));
    assertThat(result.warnings().getFirst()).contains("3.0").contains("below 5");
    assertThat(result.details()).doesNotContainKeys("risk_ratio", "rr_log_ci_low");
  }

  @Test
  void saysWhyThereAreNoNumbers() {
    assertThat(proportions(new Counts(0, 0), new Counts(9, 3)).status())
        .isEqualTo(Status.INSUFFICIENT);
    assertThat(proportions(new Counts(9, 0), new Counts(9, 0)).status())
        .isEqualTo(Status.UNDEFINED);
    TestResult allPassed = proportions(new Counts(9, 9), new Counts(9, 9));
    assertThat(allPassed.status()).isEqualTo(Status.UNDEFINED);
    assertThat(allPassed.warnings().getFirst()).contains("every unit");
  }

  @Test
  void keepsOrderWhereOneArmAlwaysFailsAndTheOtherNever() {
    TestResult result = proportions(new Counts(2_000, 0), new Counts(2_000, 2_000));
    assertThat(result.status()).isEqualTo(Status.OK);
    assertThat(result.pValue()).hasValue(0);
    assertThat(result.log10P().orElseThrow()).isLessThan(-800);
    assertThat(result.interval().orElseThrow().high()).isEqualTo(1);
    assertThat(result.details()).doesNotContainKey("z_unpooled");
  }

  @Test
  void comparesWithANullDifferenceByUnpooledVariance() {
    TestRequest request =
        TestRequest.counts(new Counts(1000, 120), new Counts(1000, 150))
            .nullDifference(0.03)
            .build();
    TestResult result = new TwoProportionTest().evaluate(request);
    assertThat(result.pValue().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(result.method()).contains("unpooled");
    TestRequest noSpread =
        TestRequest.counts(new Counts(50, 0), new Counts(50, 50)).nullDifference(0.5).build();
    assertThat(new TwoProportionTest().evaluate(noSpread).status()).isEqualTo(Status.UNDEFINED);
  }

  @Test
  @Timeout(30)
  void neverAnswersWithNumbersThatAreNone() {
    long[] units = {0, 1, 2, 7, 1_000, 1_000_000_007L, Long.MAX_VALUE};
    for (long unitsA : units) {
      for (long unitsB : units) {
        for (long a : new long[] {0, 1, unitsA / 2, unitsA - 1, unitsA}) {
          for (long b : new long[] {0, 1, unitsB / 2, unitsB - 1, unitsB}) {
            if (a >= 0 && a <= unitsA && b >= 0 && b <= unitsB) {
              TestResult result = proportions(new Counts(unitsA, a), new Counts(unitsB, b));
              result.interval().ifPresent(i -> assertThat(i.low()).isGreaterThanOrEqualTo(-1));
              result.interval().ifPresent(i -> assertThat(i.high()).isLessThanOrEqualTo(1));
              result.log10P().ifPresent(p -> assertThat(p).isLessThanOrEqualTo(0));
            }
          }
        }
      }
    }
  }
}
