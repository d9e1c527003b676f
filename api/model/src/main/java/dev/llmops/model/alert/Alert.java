package dev.llmops.model.alert;

import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Something an operator should know.
 *
 * @param id unique, ordered by creation
 * @param type the kind of thing it tells of
 * @param severity how bad it is
 * @param message one sentence with the numbers
 * @param source the kind of thing that raised it, such as {@code run}
 * @param sourceId the id of that thing
 * @param metric the metric concerned; empty for the pass rate
 * @param threshold the limit that was crossed
 * @param actual the value that crossed it
 * @param details a JSON object with what led to it
 * @param createdAt when it was raised
 * @param acknowledgement who has seen it; empty while nobody has
 * @param revision how often the record was written, from 1
 */
public record Alert(
    String id,
    AlertType type,
    Severity severity,
    String message,
    String source,
    String sourceId,
    Optional<String> metric,
    OptionalDouble threshold,
    OptionalDouble actual,
    Json details,
    Instant createdAt,
    Optional<Acknowledgement> acknowledgement,
    long revision) {

  public Alert {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(type, "type is null");
    Objects.requireNonNull(severity, "severity is null");
    Objects.requireNonNull(message, "message is null");
    Objects.requireNonNull(source, "source is null");
    Objects.requireNonNull(sourceId, "sourceId is null");
    Objects.requireNonNull(metric, "metric is null");
    Objects.requireNonNull(threshold, "threshold is null");
    Objects.requireNonNull(actual, "actual is null");
    Objects.requireNonNull(details, "details is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
    Objects.requireNonNull(acknowledgement, "acknowledgement is null");
  }

  /**
   * That somebody has seen the alert.
   *
   * @param at when
   * @param by who
   * @param comment what they said; may be empty
   */
  public record Acknowledgement(Instant at, String by, String comment) {

    public Acknowledgement {
      Objects.requireNonNull(at, "at is null");
      Objects.requireNonNull(by, "by is null");
      Objects.requireNonNull(comment, "comment is null");
    }
  }
}
