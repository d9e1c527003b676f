package dev.llmops.service.rig;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricException;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;

/** Scores 0.7, and fails on the answer {@code q2}. */
public final class FlakyMetric implements EvaluationMetric {

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.unitQuality().build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) throws MetricException {
    if (sample.response().text().equals("q2")) {
      throw new MetricException("the judge fell asleep");
    }
    return MetricResult.score(0.7);
  }
}
