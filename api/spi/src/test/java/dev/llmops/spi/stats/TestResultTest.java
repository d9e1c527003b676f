package dev.llmops.spi.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TestResultTest {

  @Test
  void refusesNumbersThatAreNone() {
    TestResult.Builder result = TestResult.of(TestResult.Status.OK, "test");
    assertThatThrownBy(() -> result.estimate(Double.NaN)).hasMessageContaining("estimate");
    assertThatThrownBy(() -> result.pValue(1.2)).hasMessageContaining("1.2");
    assertThatThrownBy(() -> result.detail("x", Double.POSITIVE_INFINITY))
        .hasMessageContaining("x");
  }

  @Test
  void countsOnesOwnMoments() {
    Moments moments = Moments.EMPTY.plus(10).plus(20).plus(30);
    assertThat(moments.mean()).isEqualTo(20);
    assertThat(Math.sqrt(moments.variance())).isEqualTo(10);
  }

  @Test
  void tellsWhatARequestLacks() {
    TestRequest request = TestRequest.paired(Moments.EMPTY).build();
    assertThatThrownBy(request::controlCounts).hasMessageContaining("COUNTS");
  }
}
