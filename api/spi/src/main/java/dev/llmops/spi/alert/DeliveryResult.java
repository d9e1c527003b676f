package dev.llmops.spi.alert;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How an attempt to deliver ended. Immutable.
 *
 * @since 1.0
 */
public final class DeliveryResult {

  /** The three ways an attempt can end. */
  public enum Outcome {
    DELIVERED,
    RETRY_LATER,
    REJECTED
  }

  private final Outcome outcome;
  private final Optional<Duration> after;
  private final String reason;

  private DeliveryResult(Outcome outcome, Optional<Duration> after, String reason) {
    this.outcome = outcome;
    this.after = Objects.requireNonNull(after, "after is null");
    this.reason = Objects.requireNonNull(reason, "reason is null");
  }

  /** It has arrived. */
  public static DeliveryResult delivered() {
    return new DeliveryResult(Outcome.DELIVERED, Optional.empty(), "");
  }

  /** It has not arrived; the host tries again after its own back-off. */
  public static DeliveryResult retryLater(String reason) {
    return new DeliveryResult(Outcome.RETRY_LATER, Optional.empty(), reason);
  }

  /** It has not arrived; the receiver asks to wait at least this long. */
  public static DeliveryResult retryAfter(Duration after, String reason) {
    return new DeliveryResult(Outcome.RETRY_LATER, Optional.of(after), reason);
  }

  /** It was refused, and another attempt would be too. */
  public static DeliveryResult rejected(String why) {
    return new DeliveryResult(Outcome.REJECTED, Optional.empty(), why);
  }

  /** How it ended. */
  public Outcome outcome() {
    return outcome;
  }

  /** The least time to wait before another attempt; only with {@code RETRY_LATER}. */
  public Optional<Duration> after() {
    return after;
  }

  /** What happened; empty when delivered. Never with a secret in it. */
  public String reason() {
    return reason;
  }
}
