package dev.llmops.alerts.log;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import jakarta.inject.Inject;
import java.util.Locale;
import org.pf4j.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes one line for each alert to the server's log, under the logger {@value #LOGGER}: {@code
 * info} as INFO, {@code warning} as WARN, {@code critical} as ERROR, and the end of any and tests
 * as INFO. The line names the alert, so that its details, which stay out of the log, can be looked
 * up. A log always takes what it is given: every alert counts as delivered, and one that is
 * delivered twice is written twice. Thread-safe.
 */
@Extension
@Contribution(name = "log", title = "Log")
public final class LogSink implements AlertSink {

  static final String LOGGER = "dev.llmops.alerts";

  private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

  @Inject
  LogSink() {}

  @Override
  public DeliveryResult deliver(Notification notification, CallContext call) {
    Alert alert = notification.alert();
    LOG.atLevel(level(notification)).log("{}", line(notification));
    return DeliveryResult.delivered();
  }

  private static Level level(Notification notification) {
    if (notification.test() || notification.event() == AlertEvent.Kind.RESOLVED) {
      return Level.INFO;
    }
    return switch (notification.alert().severity()) {
      case INFO -> Level.INFO;
      case WARNING -> Level.WARN;
      case CRITICAL -> Level.ERROR;
    };
  }

  private static String line(Notification notification) {
    Alert alert = notification.alert();
    StringBuilder line = new StringBuilder();
    if (notification.test()) {
      line.append("test of the sink: ");
    } else if (notification.event() != AlertEvent.Kind.RAISED) {
      line.append(notification.event().name().toLowerCase(Locale.ROOT)).append(": ");
    }
    line.append(alert.severity().name().toLowerCase(Locale.ROOT))
        .append(' ')
        .append(alert.type().name().toLowerCase(Locale.ROOT))
        .append(" of ")
        .append(alert.source())
        .append(' ')
        .append(alert.sourceId())
        .append(": ")
        .append(alert.message())
        .append(" [alert ")
        .append(alert.id());
    alert.metric().ifPresent(metric -> line.append(", metric ").append(metric));
    alert.threshold().ifPresent(threshold -> line.append(", threshold ").append(threshold));
    alert.actual().ifPresent(actual -> line.append(", actual ").append(actual));
    return oneLine(line.append(']').toString());
  }

  /** A line break inside a message must not be able to forge a line of the log. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
  }
}
