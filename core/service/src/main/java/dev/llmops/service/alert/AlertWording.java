package dev.llmops.service.alert;

import dev.llmops.service.message.Message;
import java.time.Duration;

/** Every sentence about alerts, their deliveries and subscriptions that people read. */
final class AlertWording {

  private AlertWording() {}

  static String noAlert(String id) {
    return Message.ALERT_UNKNOWN.with("id", id);
  }

  static String isResolved(String id) {
    return Message.ALERT_RESOLVED.with("id", id);
  }

  static String commentTooLong(int most) {
    return Message.ALERT_COMMENT.with("most", most);
  }

  static String overtakenByEscalation() {
    return Message.DELIVERY_ESCALATED.with();
  }

  static String resolvedBeforeTold() {
    return Message.DELIVERY_RESOLVED.with();
  }

  static String sinkSaidNothing() {
    return Message.DELIVERY_NOTHING.with();
  }

  static String rejected(String why) {
    return Message.DELIVERY_REJECTED.with("reason", why);
  }

  static String withLastError(String givenUp, String error) {
    return Message.DELIVERY_LASTERROR.with("reason", givenUp, "error", error);
  }

  static String givenUpAfter(int attempts) {
    return Message.DELIVERY_ATTEMPTS.with("attempts", attempts);
  }

  static String givenUpAsTooOld(Duration most) {
    return Message.DELIVERY_TOOOLD.with("time", text(most));
  }

  private static String text(Duration duration) {
    return duration.toHours() > 0 && duration.equals(Duration.ofHours(duration.toHours()))
        ? Message.VALUE_HOURS.with("hours", duration.toHours())
        : Message.VALUE_SECONDS.with("seconds", duration.toSeconds());
  }

  static String noSubscription(String id) {
    return Message.SUBSCRIPTION_UNKNOWN.with("id", id);
  }

  static String noSink(String sink, String hint) {
    return Message.SINK_UNKNOWN.with("sink", sink, "hint", hint);
  }

  static String testMessage() {
    return Message.ALERT_TEST.with();
  }
}
