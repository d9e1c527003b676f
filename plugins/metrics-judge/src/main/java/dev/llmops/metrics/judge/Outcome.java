package dev.llmops.metrics.judge;

import dev.llmops.model.json.Json;
import dev.llmops.spi.metric.MetricException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** How judges that were heard are told about. */
final class Outcome {

  private Outcome() {}

  /** A metric's own failure as it is; a programming error is thrown on. */
  static MetricException failure(Throwable thrown) throws InterruptedException {
    return switch (thrown) {
      case MetricException failure -> failure;
      case InterruptedException interrupted -> throw interrupted;
      case RuntimeException bug -> throw bug;
      case Error error -> throw error;
      default -> new MetricException("a judge failed: " + thrown);
    };
  }

  /** The tokens that the verdicts took together. */
  static Map<String, Json> tokens(Collection<Verdict> verdicts) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("inputTokens", Json.of(verdicts.stream().mapToLong(v -> v.usage().input()).sum()));
    fields.put("outputTokens", Json.of(verdicts.stream().mapToLong(v -> v.usage().output()).sum()));
    return fields;
  }
}
