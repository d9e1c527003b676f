package dev.llmops.spi.metric;

import dev.llmops.model.json.Json;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A score, or the statement that there is none to give. Immutable.
 *
 * @since 1.0
 */
public final class MetricResult {

  private final OptionalDouble value;
  private final String reason;
  private final Json details;

  private MetricResult(OptionalDouble value, String reason, Json details) {
    this.value = value;
    this.reason = Objects.requireNonNull(reason, "reason is null");
    this.details = Objects.requireNonNull(details, "details is null");
  }

  /**
   * A score.
   *
   * @throws IllegalArgumentException when the value is NaN or infinite
   */
  public static MetricResult score(double value) {
    return score(value, "");
  }

  /**
   * A score with the reason for it, in words.
   *
   * @throws IllegalArgumentException when the value is NaN or infinite
   */
  public static MetricResult score(double value, String reason) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a score must be finite, was " + value);
    }
    return new MetricResult(OptionalDouble.of(value), reason, Json.EMPTY_OBJECT);
  }

  /** The metric does not apply, and why. */
  public static MetricResult notApplicable(String why) {
    return new MetricResult(OptionalDouble.empty(), why, Json.EMPTY_OBJECT);
  }

  /** The same result with a JSON object of details. */
  public MetricResult withDetails(Json object) {
    return new MetricResult(value, reason, object);
  }

  /** The score; empty when the metric does not apply. */
  public OptionalDouble value() {
    return value;
  }

  /** The reason, in words; may be empty. */
  public String reason() {
    return reason;
  }

  /** More about the score, a JSON object. */
  public Json details() {
    return details;
  }
}
