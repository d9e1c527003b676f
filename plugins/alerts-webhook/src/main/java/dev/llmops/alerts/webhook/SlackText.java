package dev.llmops.alerts.webhook;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.spi.alert.Notification;
import java.util.Locale;

/**
 * The text of a message: what happened, how bad it is, the alert's sentence, and below it where the
 * alert comes from and its id, to look it up by. In Slack's own markup, so whatever of the alert
 * could be taken for markup is escaped.
 */
final class SlackText {

  private SlackText() {}

  static String of(Notification notification) {
    Alert alert = notification.alert();
    StringBuilder text = new StringBuilder();
    if (notification.test()) {
      text.append("*Test* ");
    }
    text.append(sign(notification))
        .append(" *")
        .append(heading(notification))
        .append("*: ")
        .append(escaped(alert.message()))
        .append("\n")
        .append(escaped(alert.source() + " " + alert.sourceId()));
    alert.metric().ifPresent(metric -> text.append(", metric ").append(escaped(metric)));
    if (alert.threshold().isPresent()) {
      text.append(", threshold ").append(alert.threshold().getAsDouble());
    }
    if (alert.actual().isPresent()) {
      text.append(", actual ").append(alert.actual().getAsDouble());
    }
    if (alert.occurrences() > 1) {
      text.append(", seen ").append(alert.occurrences()).append(" times");
    }
    return text.append(", ")
        .append(word(alert.state()))
        .append(", alert ")
        .append(escaped(alert.id()))
        .toString();
  }

  private static String sign(Notification notification) {
    if (notification.event() == AlertEvent.Kind.RESOLVED) {
      return ":white_check_mark:";
    }
    return switch (notification.alert().severity()) {
      case INFO -> ":information_source:";
      case WARNING -> ":warning:";
      case CRITICAL -> ":rotating_light:";
    };
  }

  private static String heading(Notification notification) {
    Alert alert = notification.alert();
    String heading = word(alert.severity()) + " " + word(alert.type());
    return notification.event() == AlertEvent.Kind.RAISED
        ? heading
        : word(notification.event()) + ": " + heading;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
