package dev.llmops.stats.frequentist;

import static dev.llmops.stats.frequentist.Requests.moments;
import static dev.llmops.stats.frequentist.Requests.paired;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Status;
import org.junit.jupiter.api.Test;

class PairedTTestTest {

  @Test
  void swappingTheSidesNegatesTheDifferenceAndKeepsTheP() {
    TestResult forth = paired(moments(0.1, 0.05, 0, 0.1, 0.15, -0.02));
    TestResult back = paired(moments(-0.1, -0.05, 0, -0.1, -0.15, 0.02));
    assertThat(back.estimate().orElseThrow()).isEqualTo(-forth.estimate().orElseThrow());
    assertThat(back.pValue()).isEqualTo(forth.pValue());
    assertThat(back.interval().orElseThrow().high())
        .isEqualTo(-forth.interval().orElseThrow().low());
  }

  @Test
  void comparesWithTheNullDifference() {
    Moments differences = moments(1, 2, 3);
    TestResult result =
        new PairedTTest().evaluate(TestRequest.paired(differences).nullDifference(2).build());
    assertThat(result.statistic()).hasValue(0);
    assertThat(result.pValue()).hasValue(1);
    assertThat(result.estimate()).hasValue(2);
  }

  @Test
  void saysWhyThereAreNoNumbers() {
    assertThat(paired(Moments.EMPTY).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(paired(moments(1)).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(paired(moments(0, 0, 0)).status()).isEqualTo(Status.UNDEFINED);
  }

  @Test
  void takesRoundingOfEqualDifferencesForNoSpread() {
    TestResult result = paired(moments(0.8 - 0.7, 0.65 - 0.55, 0.3 - 0.2, 0.9 - 0.8));
    assertThat(result.status()).isEqualTo(Status.UNDEFINED);
    assertThat(result.pValue()).isEmpty();
  }
}
