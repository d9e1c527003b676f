package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * How far an alert has got on its way to one sink.
 *
 * @param alertId the alert
 * @param sink the sink's instance name
 * @param state how far it has got
 * @param attempts how often delivery was tried
 * @param updatedAt when the state last changed
 * @param lastError what went wrong the last time
 */
public record Delivery(
    String alertId,
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
    /** The sink refused it, or the last attempt failed. */
    @JsonProperty("given_up")
    GIVEN_UP
  }

  public Delivery {
    Objects.requireNonNull(alertId, "alertId is null");
    Objects.requireNonNull(sink, "sink is null");
    Objects.requireNonNull(state, "state is null");
    Objects.requireNonNull(updatedAt, "updatedAt is null");
    Objects.requireNonNull(lastError, "lastError is null");
  }
}
