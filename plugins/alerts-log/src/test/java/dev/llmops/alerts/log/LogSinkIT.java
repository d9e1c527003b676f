package dev.llmops.alerts.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.llmops.host.testkit.PluginHarness;
import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The packaged plugin in the real host. */
class LogSinkIT {

  @Test
  void writesToTheLogOfTheServerUnderItsOwnName() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.llmops.alerts");
    ListAppender<ILoggingEvent> written = new ListAppender<>();
    written.start();
    logger.addAppender(written);
    Notification notification =
        Notification.of(
            "a-1/log",
            Alert.raised(
                "a-1",
                AlertType.REGRESSION,
                Severity.CRITICAL,
                "The pass rate fell.",
                "run",
                "r-1",
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Json.EMPTY_OBJECT,
                "c-1",
                Instant.EPOCH,
                Optional.empty()),
            1);

    try (PluginHarness harness = PluginHarness.start("")) {
      DeliveryResult result =
          harness.sink("log").call((sink, call) -> sink.deliver(notification, call));

      assertThat(result.outcome()).isEqualTo(DeliveryResult.Outcome.DELIVERED);
      assertThat(written.list)
          .singleElement()
          .extracting(ILoggingEvent::getLevel)
          .isEqualTo(Level.ERROR);
    } finally {
      logger.detachAppender(written);
    }
  }
}
