package dev.llmops.alerts.webhook;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import dev.llmops.spi.alert.Notification;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Notifications to deliver. */
final class Alerts {

  private Alerts() {}

  static Notification passRateFell() {
    return notification(
        "a-1/oncall", Optional.empty(), OptionalDouble.of(0.05), OptionalDouble.of(0.11));
  }

  static Notification ofMetric(String deduplicationKey) {
    return ofMetric(deduplicationKey, "exact");
  }

  static Notification ofMetric(String deduplicationKey, String metric) {
    return notification(
        deduplicationKey, Optional.of(metric), OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static Notification notification(
      String key, Optional<String> metric, OptionalDouble threshold, OptionalDouble actual) {
    Alert alert =
        Alert.raised(
            "a-1",
            AlertType.REGRESSION,
            Severity.CRITICAL,
            "The pass rate fell: \u201c0.72\u201d \u2192 0.61.",
            "run",
            "r-1",
            metric,
            threshold,
            actual,
            Json.object(Map.of("baseline", Json.of("r-0"))),
            "regression/0a1b",
            Instant.parse("2026-03-01T11:59:58.5Z"),
            Optional.empty());
    return Notification.of(key, alert, 3);
  }
}
