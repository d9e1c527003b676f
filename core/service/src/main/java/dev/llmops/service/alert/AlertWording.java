package dev.llmops.service.alert;

import java.time.Duration;

/** Every sentence about alerts, their deliveries and subscriptions that people read. */
final class AlertWording {

  private AlertWording() {}

  static String noAlert(String id) {
    return "there is no alert \"" + id + "\"";
  }

  static String isResolved(String id) {
    return "the alert \"" + id + "\" is resolved; only an alert that still holds is acknowledged";
  }

  static String commentTooLong(int most) {
    return "a comment has at most " + most + " characters";
  }

  static String overtakenByEscalation() {
    return "held back after an earlier alert, then overtaken by its escalation";
  }

  static String resolvedBeforeTold() {
    return "held back after an earlier alert, and resolved before its time";
  }

  static String sinkSaidNothing() {
    return "the sink returned nothing";
  }

  static String rejected(String why) {
    return "rejected: " + why;
  }

  static String withLastError(String givenUp, String error) {
    return givenUp + "; last error: " + error;
  }

  static String givenUpAfter(int attempts) {
    return "given up after " + attempts + " attempts";
  }

  static String givenUpAsTooOld(Duration most) {
    return "given up: the next attempt would come more than %s after the event"
        .formatted(text(most));
  }

  private static String text(Duration duration) {
    return duration.toHours() > 0 && duration.equals(Duration.ofHours(duration.toHours()))
        ? duration.toHours() + " hours"
        : duration.toSeconds() + " seconds";
  }

  static String noSubscription(String id) {
    return "there is no subscription \"" + id + "\"";
  }

  static String noSink(String sink, String hint) {
    return "there is no sink \"" + sink + "\" in service" + hint;
  }

  static String testMessage() {
    return "This is a test: somebody asked whether alerts arrive here.";
  }
}
