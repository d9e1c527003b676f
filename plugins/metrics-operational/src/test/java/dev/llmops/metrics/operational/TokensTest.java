package dev.llmops.metrics.operational;

import static dev.llmops.metrics.operational.Samples.CALL;
import static dev.llmops.metrics.operational.Samples.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.metrics.operational.Tokens.Count;
import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import org.junit.jupiter.api.Test;

class TokensTest {

  private static MetricResult score(Count count, long input, long output) {
    return new Tokens(new Tokens.Config(count)).score(answered("m", input, output), CALL);
  }

  @Test
  void countsWhatItIsToldTo() {
    assertThat(score(Count.TOTAL, 7, 3).value()).hasValue(10);
    assertThat(score(Count.INPUT, 7, 3).value()).hasValue(7);
    assertThat(score(Count.OUTPUT, 7, 3).value()).hasValue(3);
    assertThat(score(Count.OUTPUT, 7, 0).value()).hasValue(0);
  }

  @Test
  void doesNotOverflow() {
    assertThat(score(Count.TOTAL, Long.MAX_VALUE, Long.MAX_VALUE).value()).hasValue(0x1p64);
  }

  @Test
  void doesNotApplyWithoutUsage() {
    MetricResult result = score(Count.TOTAL, 0, 0);
    assertThat(result.value()).isEmpty();
    assertThat(result.reason()).contains("no token usage");
  }

  @Test
  void isBetterWhenLowerAndHasNoPassBound() {
    MetricDescriptor descriptor = new Tokens(new Tokens.Config(Count.TOTAL)).descriptor();
    assertThat(descriptor.direction()).contains(Direction.DECREASE);
    assertThat(descriptor.unit()).isEqualTo("tokens");
    assertThat(descriptor.passBound().exists()).isFalse();
  }
}
