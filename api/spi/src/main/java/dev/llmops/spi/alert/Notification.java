package dev.llmops.spi.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import java.util.Objects;

/**
 * What a sink is asked to deliver. Immutable.
 *
 * @since 1.0
 */
public final class Notification {

  private final String deduplicationKey;
  private final AlertEvent.Kind event;
  private final Alert alert;
  private final int attempt;
  private final boolean test;

  private Notification(
      String deduplicationKey, AlertEvent.Kind event, Alert alert, int attempt, boolean test) {
    this.deduplicationKey = Objects.requireNonNull(deduplicationKey, "deduplicationKey is null");
    this.event = Objects.requireNonNull(event, "event is null");
    this.alert = Objects.requireNonNull(alert, "alert is null");
    this.attempt = attempt;
    this.test = test;
  }

  /** That an alert was raised; attempts count from 1. */
  public static Notification of(String deduplicationKey, Alert alert, int attempt) {
    return of(deduplicationKey, AlertEvent.Kind.RAISED, alert, attempt);
  }

  /** What happened to an alert; attempts count from 1. */
  public static Notification of(
      String deduplicationKey, AlertEvent.Kind event, Alert alert, int attempt) {
    return new Notification(deduplicationKey, event, alert, attempt, false);
  }

  /** A made-up alert, by which somebody finds out whether the sink works. */
  public static Notification test(String deduplicationKey, Alert alert) {
    return new Notification(deduplicationKey, AlertEvent.Kind.RAISED, alert, 1, true);
  }

  /** The same for every attempt to deliver the same thing. */
  public String deduplicationKey() {
    return deduplicationKey;
  }

  /** What happened to the alert. */
  public AlertEvent.Kind event() {
    return event;
  }

  /** Whether the alert is made up; a sink marks what it sends as a test. */
  public boolean test() {
    return test;
  }

  /** The alert, as it is when the attempt is made. */
  public Alert alert() {
    return alert;
  }

  /** Which attempt this is, from 1. */
  public int attempt() {
    return attempt;
  }
}
