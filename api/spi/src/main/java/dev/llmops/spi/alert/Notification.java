package dev.llmops.spi.alert;

import dev.llmops.model.alert.Alert;
import java.util.Objects;

/**
 * What a sink is asked to deliver. Immutable.
 *
 * @since 1.0
 */
public final class Notification {

  private final String deduplicationKey;
  private final Alert alert;
  private final int attempt;

  private Notification(String deduplicationKey, Alert alert, int attempt) {
    this.deduplicationKey = Objects.requireNonNull(deduplicationKey, "deduplicationKey is null");
    this.alert = Objects.requireNonNull(alert, "alert is null");
    this.attempt = attempt;
  }

  /** A notification of an alert; attempts count from 1. */
  public static Notification of(String deduplicationKey, Alert alert, int attempt) {
    return new Notification(deduplicationKey, alert, attempt);
  }

  /** The same for every attempt to deliver the same thing. */
  public String deduplicationKey() {
    return deduplicationKey;
  }

  /** The alert. */
  public Alert alert() {
    return alert;
  }

  /** Which attempt this is, from 1. */
  public int attempt() {
    return attempt;
  }
}
