package dev.llmops.service.evaluation;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * How runs are worked on.
 *
 * @param concurrency samples of a run in flight unless the run says otherwise, at least 1
 * @param maxConcurrency the most samples in flight that a run may ask for
 * @param maxRuns the most runs that this server works on at a time, at least 1
 * @param passMark the score from which a quality metric passes, 0 to 1
 * @param providerTimeout how long one answer may take
 * @param metricTimeout how long one score may take
 * @param runTimeout how long a run may take that does not say
 * @param providers limits of providers, by instance name
 * @param confidence the level of the intervals when two runs are compared, between 0 and 1
 */
public record EvaluationSettings(
    int concurrency,
    int maxConcurrency,
    int maxRuns,
    double passMark,
    Duration providerTimeout,
    Duration metricTimeout,
    Duration runTimeout,
    Map<String, ProviderLimit> providers,
    double confidence) {

  /** What holds when nothing is configured. */
  public static final EvaluationSettings DEFAULTS =
      new EvaluationSettings(
          32,
          512,
          4,
          0.7,
          Duration.ofSeconds(150),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Map.of(),
          0.95);

  public EvaluationSettings {
    require(concurrency >= 1 && concurrency <= maxConcurrency, "concurrency", concurrency);
    require(maxRuns >= 1, "maxRuns", maxRuns);
    require(passMark >= 0 && passMark <= 1, "passMark", passMark);
    Objects.requireNonNull(providerTimeout, "providerTimeout is null");
    Objects.requireNonNull(metricTimeout, "metricTimeout is null");
    require(providerTimeout.isPositive(), "providerTimeout", providerTimeout);
    require(metricTimeout.isPositive(), "metricTimeout", metricTimeout);
    Objects.requireNonNull(runTimeout, "runTimeout is null");
    require(runTimeout.isPositive(), "runTimeout", runTimeout);
    providers = Map.copyOf(providers);
    require(confidence > 0 && confidence < 1, "confidence", confidence);
  }

  private static void require(boolean condition, String name, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
