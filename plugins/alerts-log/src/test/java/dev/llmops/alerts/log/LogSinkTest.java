package dev.llmops.alerts.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LogSinkTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger("dev.llmops.alerts");
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();

  @BeforeEach
  void listen() {
    written.start();
    logger.addAppender(written);
    logger.setAdditive(false);
    logger.setLevel(Level.INFO);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(written);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @ParameterizedTest
  @CsvSource({"INFO,INFO", "WARNING,WARN", "CRITICAL,ERROR"})
  void writesTheSeverityAsTheLevel(Severity severity, String level) {
    deliver(alert(severity, "The pass rate fell."));

    assertThat(written.list)
        .singleElement()
        .extracting(ILoggingEvent::getLevel)
        .isEqualTo(Level.valueOf(level));
  }

  @Test
  void writesOneLineWithTheNumbersAndTheWayToTheDetails() {
    DeliveryResult result = deliver(alert(Severity.WARNING, "The pass rate fell."));

    assertThat(result.outcome()).isEqualTo(DeliveryResult.Outcome.DELIVERED);
    assertThat(written.list)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEqualTo(
            "warning regression of run r-1: The pass rate fell. [alert a-1, metric exact,"
                + " threshold 0.7, actual 0.61]");
  }

  @Test
  void tellsTheEndAndTestsFromAlerts() {
    Alert alert = alert(Severity.CRITICAL, "The pass rate fell.");
    deliver(Notification.of("e-2/log", AlertEvent.Kind.RESOLVED, alert, 1));
    deliver(Notification.test("t-1/log", alert));

    assertThat(written.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
    assertThat(written.list.get(0).getFormattedMessage()).startsWith("resolved: critical");
    assertThat(written.list.get(1).getFormattedMessage()).startsWith("test of the sink: critical");
  }

  @Test
  void leavesTheDetailsOut() {
    deliver(alert(Severity.INFO, "Look."));

    assertThat(written.list.get(0).getFormattedMessage()).doesNotContain("private words");
  }

  @Test
  void letsNoMessageForgeALine() {
    deliver(alert(Severity.INFO, "Look.\r\n12:00 ERROR all is lost {}\u2028\u001b[31m"));

    assertThat(written.list.get(0).getFormattedMessage())
        .contains("Look. 12:00 ERROR all is lost {} [31m")
        .doesNotContainPattern("[\\p{Cntrl}\u2028]");
  }

  private static DeliveryResult deliver(Alert alert) {
    return deliver(Notification.of("a-1/log", alert, 1));
  }

  private static DeliveryResult deliver(Notification notification) {
    return new LogSink()
        .deliver(notification, CallContext.within(Duration.ofSeconds(10), Clock.systemUTC()));
  }

  private static Alert alert(Severity severity, String message) {
    return Alert.raised(
        "a-1",
        AlertType.REGRESSION,
        severity,
        message,
        "run",
        "r-1",
        Optional.of("exact"),
        OptionalDouble.of(0.7),
        OptionalDouble.of(0.61),
        Json.object(Map.of("answer", Json.of("private words"))),
        "c-1",
        Instant.EPOCH,
        Optional.empty());
  }
}
