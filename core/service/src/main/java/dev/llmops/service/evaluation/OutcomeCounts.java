package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts results by outcome while a run goes on. Thread-safe. */
final class OutcomeCounts {

  private final AtomicLongArray counts = new AtomicLongArray(SampleOutcome.values().length);

  /** Counts from what is stored. */
  static OutcomeCounts of(Map<SampleOutcome, Long> stored) {
    OutcomeCounts counts = new OutcomeCounts();
    stored.forEach((outcome, count) -> counts.counts.set(outcome.ordinal(), count));
    return counts;
  }

  void add(SampleResult result) {
    counts.incrementAndGet(result.outcome().ordinal());
  }

  RunProgress progress(RunStatus status, long total) {
    return new RunProgress(
        status,
        total,
        count(SampleOutcome.PASSED),
        count(SampleOutcome.NOT_PASSED),
        count(SampleOutcome.FAILED),
        count(SampleOutcome.SKIPPED),
        false);
  }

  private long count(SampleOutcome outcome) {
    return counts.get(outcome.ordinal());
  }
}
