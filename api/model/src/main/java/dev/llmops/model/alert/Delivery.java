package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far the news of an event has got on its way to one sink.
 *
 * @param alertId the alert
 * @param eventId what happened to it
 * @param event the kind of that
 * @param sink the sink's instance name
 * @param state how far it has got
 * @param attempts how often delivery was tried
 * @param updatedAt when the state last changed
 * @param lastError what went wrong the last time
 */
public record Delivery(
    String alertId,
    String eventId,
    AlertEvent.Kind event,
    String sink,
    State state,
    int attempts,
    Instant updatedAt,
    Optional<String> lastError) {

  /** The states of a delivery. */
  public enum State {
    /** Not delivered yet; it will be tried again. */
    @JsonProperty("pending")
    PENDING,
    /** The sink has it. */
    @JsonProperty("delivered")
    DELIVERED,
    /** The sink refused it, the last attempt failed, or there was nothing to tell any more. */
    @JsonProperty("given_up")
    GIVEN_UP
  }

  public Delivery {
    Objects.requireNonNull(alertId, "alertId is null");
    Objects.requireNonNull(eventId, "eventId is null");
    Objects.requireNonNull(event, "event is null");
    Objects.requireNonNull(sink, "sink is null");
    Objects.requireNonNull(state, "state is null");
    Objects.requireNonNull(updatedAt, "updatedAt is null");
    Objects.requireNonNull(lastError, "lastError is null");
  }
}
