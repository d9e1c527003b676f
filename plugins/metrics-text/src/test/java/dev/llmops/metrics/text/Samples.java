package dev.llmops.metrics.text;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.ChatResponse;
import java.time.Clock;
import java.time.Duration;

/** Makes samples and scores them. */
final class Samples {

  static final CallContext CALL = CallContext.within(Duration.ofMinutes(1), Clock.systemUTC());

  private Samples() {}

  static ScoredSample answered(String answer) {
    return ScoredSample.of("s1", response(answer)).build();
  }

  static ScoredSample pair(String answer, String expected) {
    return ScoredSample.of("s1", response(answer)).expected(expected).build();
  }

  static double score(EvaluationMetric metric, ScoredSample sample) {
    return result(metric, sample).value().orElseThrow();
  }

  static MetricResult result(EvaluationMetric metric, ScoredSample sample) {
    try {
      return metric.score(sample, CALL);
    } catch (MetricException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ChatResponse response(String text) {
    return ChatResponse.of(text).model("m").latency(Duration.ofMillis(5)).build();
  }
}
