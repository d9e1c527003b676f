package dev.llmops.server.wiring;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.service.evaluation.RunListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Objects;

/**
 * Counts runs by how they ended, and stored results by outcome with their tokens, all by provider
 * instance. A sample that is worked on again counts again, with the tokens of that work alone.
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
  public void completed(Run run) {}

  @Override
  public void ended(Run run) {
    String provider = run.spec().provider().instance();
    Timer.builder(RUNS)
        .description("Evaluation runs by how they ended, and how long they were worked on")
        .tag("provider", provider)
        .tag("status", run.status().name().toLowerCase(Locale.ROOT))
        .register(registry)
        .record(run.worked());
    for (SampleOutcome outcome : SampleOutcome.values()) {
      // A rate can be taken only of what is there from the beginning.
      count(SAMPLES, provider, "outcome", word(outcome), 0);
    }
  }

  @Override
  public void stored(Run run, SampleResult result) {
    String provider = run.spec().provider().instance();
    count(SAMPLES, provider, "outcome", word(result.outcome()), 1);
    count(TOKENS, provider, "direction", "input", result.inputTokens());
    count(TOKENS, provider, "direction", "output", result.outputTokens());
  }

  private static String word(SampleOutcome outcome) {
    return switch (outcome) {
      case PASSED -> "passed";
      case NOT_PASSED -> "not-passed";
      case FAILED -> "failed";
      case SKIPPED -> "skipped";
    };
  }

  private void count(String name, String provider, String tag, String value, long amount) {
    registry.counter(name, "provider", provider, tag, value).increment(amount);
  }
}
