package dev.llmops.server.wiring;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.service.evaluation.RunListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;

/**
 * Counts completed runs, their samples by outcome and their tokens, all by provider instance. Must
 * be the last listener: what is told again after a later listener failed would be counted twice.
 */
final class RunMetrics implements RunListener {

  private static final String RUNS = "llmops.evaluation.runs";
  private static final String SAMPLES = "llmops.evaluation.samples";
  private static final String TOKENS = "llmops.evaluation.tokens";

  private final MeterRegistry registry;

  RunMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry is null");
  }

  @Override
  public void completed(Run run) {
    String provider = run.spec().provider().instance();
    Timer.builder(RUNS)
        .description("Completed evaluation runs and how long they took")
        .tag("provider", provider)
        .register(registry)
        .record(Duration.between(run.startedAt().orElseThrow(), run.endedAt().orElseThrow()));
    RunSummary summary = run.summary().orElseThrow();
    count(SAMPLES, provider, "outcome", "passed", summary.passed());
    count(SAMPLES, provider, "outcome", "not-passed", summary.scored() - summary.passed());
    count(SAMPLES, provider, "outcome", "failed", summary.failed());
    count(SAMPLES, provider, "outcome", "skipped", summary.skipped());
    count(TOKENS, provider, "direction", "input", summary.inputTokens());
    count(TOKENS, provider, "direction", "output", summary.outputTokens());
  }

  private void count(String name, String provider, String tag, String value, long amount) {
    registry.counter(name, "provider", provider, tag, value).increment(amount);
  }
}
