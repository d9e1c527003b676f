package dev.llmops.metrics.operational;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Clock;
import java.time.Duration;

/** Makes answered samples. */
final class Samples {

  static final CallContext CALL = CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());

  private Samples() {}

  static ScoredSample answered(String model, TokenUsage usage, Duration latency) {
    return ScoredSample.of(
            "s1", ChatResponse.of("yes").model(model).usage(usage).latency(latency).build())
        .build();
  }

  static ScoredSample answered(String model, long input, long output) {
    return answered(model, new TokenUsage(input, output), Duration.ofMillis(5));
  }
}
