package dev.llmops.metrics.operational;

import static dev.llmops.metrics.operational.Samples.CALL;
import static dev.llmops.metrics.operational.Samples.answered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatencyTest {

  private final Latency latency = new Latency();

  private double of(Duration duration) {
    return latency.score(answered("m", TokenUsage.NONE, duration), CALL).value().orElseThrow();
  }

  @Test
  void isInMillisecondsWithFractions() {
    assertThat(of(Duration.ofSeconds(2, 345_678_900))).isEqualTo(2345.6789);
    assertThat(of(Duration.ZERO)).isEqualTo(0);
    assertThat(of(Duration.ofSeconds(Long.MAX_VALUE))).isFinite();
  }

  @Test
  void isBetterWhenLowerAndHasNoPassBound() {
    MetricDescriptor descriptor = latency.descriptor();
    assertThat(descriptor.direction()).contains(Direction.DECREASE);
    assertThat(descriptor.unit()).isEqualTo("ms");
    assertThat(descriptor.min()).isEqualTo(0);
    assertThat(descriptor.max()).isInfinite();
    assertThat(descriptor.passBound().exists()).isFalse();
    assertThat(descriptor.isQuality()).isFalse();
  }
}
