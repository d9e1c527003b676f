package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
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
 * @param severity how bad it is; it never falls
 * @param message one sentence with the numbers
 * @param source the kind of thing that raised it, such as {@code run}
 * @param sourceId the id of the thing that raised it last
 * @param metric the metric concerned; empty for the pass rate
 * @param threshold the limit that was crossed
 * @param actual the value that crossed it
 * @param details a JSON object with what led to it
 * @param condition what holds, and of what: at most one alert of a condition is not resolved
 * @param occurrences how often the condition was met since the alert was raised, from 1
 * @param createdAt when it was raised
 * @param lastSeenAt when the condition was met last
 * @param quietUntil sinks are not told before this time, because an alert of the same condition had
 *     been resolved shortly before
 * @param acknowledgement who has seen it; empty while nobody has
 * @param resolution who or what has ended it; empty while it holds
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
    String condition,
    long occurrences,
    Instant createdAt,
    Instant lastSeenAt,
    Optional<Instant> quietUntil,
    Optional<Note> acknowledgement,
    Optional<Note> resolution,
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
    Objects.requireNonNull(condition, "condition is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
    Objects.requireNonNull(lastSeenAt, "lastSeenAt is null");
    Objects.requireNonNull(quietUntil, "quietUntil is null");
    Objects.requireNonNull(acknowledgement, "acknowledgement is null");
    Objects.requireNonNull(resolution, "resolution is null");
  }

  /** An alert that has just been raised. */
  public static Alert raised(
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
      String condition,
      Instant at,
      Optional<Instant> quietUntil) {
    return new Alert(
        id,
        type,
        severity,
        message,
        source,
        sourceId,
        metric,
        threshold,
        actual,
        details,
        condition,
        1,
        at,
        at,
        quietUntil,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  /**
   * What somebody, or the server, noted with a change.
   *
   * @param at when
   * @param by who
   * @param comment what they said; may be empty
   */
  public record Note(Instant at, String by, String comment) {

    public Note {
      Objects.requireNonNull(at, "at is null");
      Objects.requireNonNull(by, "by is null");
      Objects.requireNonNull(comment, "comment is null");
    }
  }

  /** Where it is in its life. */
  @JsonProperty(value = "state", access = JsonProperty.Access.READ_ONLY)
  public AlertState state() {
    if (resolution.isPresent()) {
      return AlertState.RESOLVED;
    }
    return acknowledgement.isPresent() ? AlertState.ACKNOWLEDGED : AlertState.OPEN;
  }

  /** The prompt it is about, where its details name one. */
  public Optional<String> prompt() {
    return details.get("prompt").filter(Json::isString).map(Json::asString);
  }

  /** The same alert, one revision on, seen by somebody. */
  public Alert acknowledged(Note note) {
    return next(Optional.of(note), resolution);
  }

  /** The same alert, one revision on, at its end. */
  public Alert resolved(Note note) {
    return next(acknowledgement, Optional.of(note));
  }

  private Alert next(Optional<Note> seen, Optional<Note> ended) {
    return new Alert(
        id,
        type,
        severity,
        message,
        source,
        sourceId,
        metric,
        threshold,
        actual,
        details,
        condition,
        occurrences,
        createdAt,
        lastSeenAt,
        quietUntil,
        seen,
        ended,
        revision + 1);
  }

  /**
   * The same alert, one revision on, with what another occurrence says; told at once if worse. One
   * whose source is older than that of the last is counted, and says something only if it is worse.
   */
  public Alert again(Alert occurrence) {
    boolean worse = occurrence.severity.compareTo(severity) > 0;
    // Ids are ordered by creation.
    boolean newer = occurrence.sourceId.compareTo(sourceId) >= 0;
    Alert telling = newer || worse ? occurrence : this;
    return new Alert(
        id,
        type,
        worse ? occurrence.severity : severity,
        telling.message,
        source,
        newer ? occurrence.sourceId : sourceId,
        metric,
        telling.threshold,
        telling.actual,
        telling.details,
        condition,
        occurrences + 1,
        createdAt,
        occurrence.lastSeenAt,
        worse ? Optional.empty() : quietUntil,
        acknowledgement,
        resolution,
        revision + 1);
  }
}
