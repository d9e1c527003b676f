package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Facts;

/** What the audit trail says of alerts and deliveries. */
final class AlertJson {

  private AlertJson() {}

  static Json of(Alert alert) {
    Facts facts =
        new Facts()
            .with("type", name(alert.type()))
            .with("severity", name(alert.severity()))
            .with("message", alert.message())
            .with("source", alert.source())
            .with("sourceId", alert.sourceId())
            .with("details", alert.details());
    alert
        .acknowledgement()
        .ifPresent(acknowledgement ->
            facts
                .with("acknowledgedBy", acknowledgement.by())
                .with("acknowledgedAt", acknowledgement.at()));
    return facts.json();
  }

  static Json of(Delivery delivery) {
    return new Facts()
        .with("state", name(delivery.state()))
        .with("attempts", delivery.attempts())
        .with("lastError", delivery.lastError())
        .json();
  }

  private static String name(AlertType type) {
    return switch (type) {
      case REGRESSION -> "regression";
    };
  }

  private static String name(Severity severity) {
    return switch (severity) {
      case INFO -> "info";
      case WARNING -> "warning";
      case CRITICAL -> "critical";
    };
  }

  private static String name(Delivery.State state) {
    return switch (state) {
      case PENDING -> "pending";
      case DELIVERED -> "delivered";
      case GIVEN_UP -> "given_up";
    };
  }
}
