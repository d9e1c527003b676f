package dev.llmops.alerts.webhook;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.json.Json;
import dev.llmops.spi.alert.Notification;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The body of a delivery. Every field is always there; what an alert does not have is null.
 *
 * <pre>
 * {
 *   "event": "raised",                      raised, escalated or resolved
 *   "test": false,                          true when somebody tries the sink with a made-up alert
 *   "id": "0198…",                          the alert
 *   "state": "open",                        open, acknowledged or resolved
 *   "type": "regression",
 *   "severity": "warning",                  info, warning or critical
 *   "message": "The pass rate fell …",      one sentence
 *   "source": "run",                        the kind of thing that raised it
 *   "sourceId": "0198…",                    which one
 *   "metric": null,                         null for the pass rate
 *   "threshold": 0.05,                      the limit that was crossed
 *   "actual": 0.11,                         the value that crossed it
 *   "details": { … },                       what led to it
 *   "occurrences": 1,                       how often the condition was seen
 *   "createdAt": "2026-01-01T00:00:00Z",    ISO 8601, UTC
 *   "deduplicationKey": "…",                the same for every attempt
 *   "attempt": 1                            counts from 1
 * }
 * </pre>
 */
final class AlertJson {

  private AlertJson() {}

  static Json of(Notification notification) {
    Alert alert = notification.alert();
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("event", word(notification.event()));
    fields.put("test", Json.of(notification.test()));
    fields.put("id", Json.of(alert.id()));
    fields.put("state", word(alert.state()));
    fields.put("type", word(alert.type()));
    fields.put("severity", word(alert.severity()));
    fields.put("message", Json.of(alert.message()));
    fields.put("source", Json.of(alert.source()));
    fields.put("sourceId", Json.of(alert.sourceId()));
    fields.put("metric", alert.metric().map(Json::of).orElse(Json.NULL));
    fields.put("threshold", number(alert.threshold()));
    fields.put("actual", number(alert.actual()));
    fields.put("details", alert.details());
    fields.put("occurrences", Json.of(alert.occurrences()));
    fields.put("createdAt", Json.of(alert.createdAt().toString()));
    fields.put("deduplicationKey", Json.of(notification.deduplicationKey()));
    fields.put("attempt", Json.of(notification.attempt()));
    return Json.object(fields);
  }

  private static Json word(Enum<?> constant) {
    return Json.of(constant.name().toLowerCase(Locale.ROOT));
  }

  private static Json number(OptionalDouble value) {
    return value.isPresent() ? Json.of(value.getAsDouble()) : Json.NULL;
  }
}
