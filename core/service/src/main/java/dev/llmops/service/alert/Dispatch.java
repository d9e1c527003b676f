package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Subscription;
import dev.llmops.model.job.Job;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes down what happened to an alert, and has the sinks told that want to know, in the
 * transaction of the change. Thread-safe.
 */
final class Dispatch {

  private final IdSource ids;
  private final Clock clock;

  Dispatch(IdSource ids, Clock clock) {
    this.ids = ids;
    this.clock = clock;
  }

  /** Writes an event that no sink is told of. */
  AlertEvent note(Stores stores, Alert alert, AlertEvent.Kind kind) {
    AlertEvent event = new AlertEvent(ids.next(), alert.id(), kind, clock.instant());
    stores.alerts().append(event);
    return event;
  }

  /** Writes an event and queues its deliveries, none of them before the alert's quiet ends. */
  void tell(Stores stores, Alert alert, AlertEvent.Kind kind, List<String> sinks) {
    AlertEvent event = note(stores, alert, kind);
    Instant due = alert.quietUntil().filter(quiet -> quiet.isAfter(event.at())).orElse(event.at());
    List<Subscription> subscriptions = stores.subscriptions().all();
    for (String sink : sinks) {
      if (wanted(alert, sink, subscriptions)) {
        stores
            .alerts()
            .putDelivery(
                new Delivery(
                    alert.id(),
                    event.id(),
                    kind,
                    sink,
                    Delivery.State.PENDING,
                    0,
                    event.at(),
                    Optional.empty()));
        String subject = DeliveryHandler.subject(event.id(), sink);
        stores.jobs().enqueue(new Job(ids.next(), DeliveryHandler.KIND, subject, due, 0));
      }
    }
  }

  /** Without any subscription every sink gets everything. */
  private static boolean wanted(Alert alert, String sink, List<Subscription> subscriptions) {
    return subscriptions.isEmpty()
        || subscriptions.stream()
            .anyMatch(
                subscription -> subscription.sink().equals(sink) && subscription.wants(alert));
  }

  /** Whether the sinks have not been told of an alert yet, as it is held back. */
  boolean isQuiet(Alert alert) {
    return alert.quietUntil().filter(quiet -> clock.instant().isBefore(quiet)).isPresent();
  }

  /** Takes back the deliveries that were held back. */
  void withdraw(Stores stores, Alert alert, String why) {
    for (Delivery delivery : stores.alerts().deliveries(alert.id())) {
      if (delivery.state() == Delivery.State.PENDING) {
        stores
            .alerts()
            .putDelivery(
                new Delivery(
                    delivery.alertId(),
                    delivery.eventId(),
                    delivery.event(),
                    delivery.sink(),
                    Delivery.State.GIVEN_UP,
                    delivery.attempts(),
                    clock.instant(),
                    Optional.of(why)));
      }
    }
  }
}
