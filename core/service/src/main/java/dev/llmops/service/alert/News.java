package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an alert is to tell.
 *
 * @param type the kind of thing it tells of
 * @param severity how bad it is
 * @param message one sentence with the numbers
 * @param source the kind of thing that raises it, such as {@code run}
 * @param sourceId the id of that thing
 * @param metric the metric concerned; empty for the pass rate
 * @param threshold the limit that was crossed
 * @param actual the value that crossed it
 * @param details a JSON object with what led to it; {@code prompt} names the prompt it is about
 * @param condition what holds, and of what: while one alert of a condition is not resolved, more
 *     news of it are counted there. At most 255 characters
 */
public record News(
    AlertType type,
    Severity severity,
    String message,
    String source,
    String sourceId,
    Optional<String> metric,
    OptionalDouble threshold,
    OptionalDouble actual,
    Json details,
    String condition) {

  public News {
    Objects.requireNonNull(type, "type is null");
    Objects.requireNonNull(severity, "severity is null");
    Objects.requireNonNull(message, "message is null");
    Objects.requireNonNull(source, "source is null");
    Objects.requireNonNull(sourceId, "sourceId is null");
    Objects.requireNonNull(metric, "metric is null");
    Objects.requireNonNull(threshold, "threshold is null");
    Objects.requireNonNull(actual, "actual is null");
    Objects.requireNonNull(details, "details is null");
    Objects.requireNonNull(condition, "condition is null");
  }

  /** News whose condition is its type and metric on the thing that raises it. */
  public News(
      AlertType type,
      Severity severity,
      String message,
      String source,
      String sourceId,
      Optional<String> metric,
      OptionalDouble threshold,
      OptionalDouble actual,
      Json details) {
    this(
        type,
        severity,
        message,
        source,
        sourceId,
        metric,
        threshold,
        actual,
        details,
        Condition.of(type.name().toLowerCase(Locale.ROOT), source, sourceId, metric.orElse("")));
  }
}
