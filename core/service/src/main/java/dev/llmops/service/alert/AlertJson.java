package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Monitor;
import dev.llmops.model.alert.Subscription;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Facts;
import java.util.Locale;

/** What the audit trail says of alerts and what belongs to them. */
final class AlertJson {

  private AlertJson() {}

  static Json of(Alert alert) {
    Facts facts =
        new Facts()
            .with("type", word(alert.type()))
            .with("severity", word(alert.severity()))
            .with("state", word(alert.state()))
            .with("message", alert.message())
            .with("source", alert.source())
            .with("sourceId", alert.sourceId())
            .with("occurrences", alert.occurrences())
            .with("details", alert.details());
    alert
        .acknowledgement()
        .ifPresent(
            note -> facts.with("acknowledgedBy", note.by()).with("acknowledgedAt", note.at()));
    alert
        .resolution()
        .ifPresent(note -> facts.with("resolvedBy", note.by()).with("resolvedAt", note.at()));
    return facts.json();
  }

  static Json of(Delivery delivery) {
    return new Facts()
        .with("event", word(delivery.event()))
        .with("state", word(delivery.state()))
        .with("attempts", delivery.attempts())
        .with("lastError", delivery.lastError())
        .json();
  }

  static Json of(Subscription subscription) {
    return new Facts()
        .with("sink", subscription.sink())
        .with(
            "types",
            Json.array(
                subscription.types().stream().map(AlertJson::word).sorted().map(Json::of).toList()))
        .with("minSeverity", word(subscription.minSeverity()))
        .with("source", subscription.source())
        .with("prompt", subscription.prompt())
        .json();
  }

  static Json of(Monitor monitor) {
    Facts facts =
        new Facts()
            .with("kind", word(monitor.kind()))
            .with("measure", monitor.measure())
            .with("limit", monitor.limit())
            .with("baselineRun", monitor.baselineRun());
    monitor.window().ifPresent(window -> facts.with("window", window));
    return facts
        .with("severity", word(monitor.severity()))
        .with("prompt", monitor.prompt())
        .with("dataset", monitor.dataset())
        .with("provider", monitor.provider())
        .with("enabled", Json.of(monitor.enabled()))
        .json();
  }

  /** How a constant stands on the wire. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
