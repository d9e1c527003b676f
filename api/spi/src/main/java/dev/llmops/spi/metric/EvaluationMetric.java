package dev.llmops.spi.metric;

import dev.llmops.spi.CallContext;
import org.pf4j.ExtensionPoint;

/**
 * Scores the answer to one sample. Called from several threads at once.
 *
 * @since 1.0
 */
public interface EvaluationMetric extends ExtensionPoint {

  /** What the scores mean; the same at every call. */
  MetricDescriptor descriptor();

  /**
   * Scores one answer.
   *
   * @return a score within the declared range, or that the metric does not apply to this sample
   * @throws MetricException when the metric failed; a failure is never a number
   * @throws InterruptedException when the deadline has passed
   */
  MetricResult score(ScoredSample sample, CallContext call)
      throws MetricException, InterruptedException;
}
