package dev.llmops.metrics.operational;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import jakarta.inject.Inject;
import java.time.Duration;
import org.pf4j.Extension;

/** How long the provider took for the answer, in milliseconds; retries before it left out. */
@Extension
@Contribution(name = "latency", title = "Latency")
public final class Latency implements EvaluationMetric {

  @Inject
  public Latency() {}

  @Override
  public MetricDescriptor descriptor() {
    return MetricDescriptor.measurement(0, Double.POSITIVE_INFINITY)
        .direction(Direction.DECREASE)
        .unit("ms")
        .build();
  }

  @Override
  public MetricResult score(ScoredSample sample, CallContext call) {
    Duration latency = sample.response().latency();
    return MetricResult.score(latency.getSeconds() * 1e3 + latency.getNano() / 1e6);
  }
}
