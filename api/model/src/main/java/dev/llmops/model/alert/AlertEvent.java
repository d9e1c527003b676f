package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened to an alert.
 *
 * @param id unique, ordered by time
 * @param alertId the alert
 * @param kind what happened
 * @param at when
 */
public record AlertEvent(String id, String alertId, Kind kind, Instant at) {

  /** What can happen to an alert. */
  public enum Kind {
    @JsonProperty("raised")
    RAISED,
    /** The condition came back worse while the alert was not resolved. */
    @JsonProperty("escalated")
    ESCALATED,
    @JsonProperty("acknowledged")
    ACKNOWLEDGED,
    @JsonProperty("resolved")
    RESOLVED
  }

  public AlertEvent {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(alertId, "alertId is null");
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(at, "at is null");
  }
}
