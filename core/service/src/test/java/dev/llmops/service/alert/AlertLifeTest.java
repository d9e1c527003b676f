package dev.llmops.service.alert;

import static dev.llmops.service.rig.Server.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertState;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AlertLifeTest {

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private final ManualClock clock = new ManualClock();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    plugins.sink("log", (notification, call) -> DeliveryResult.delivered());
    plugins.sink("oncall", (notification, call) -> DeliveryResult.delivered());
    server = Server.started(database, plugins, clock);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private Alert raise(String condition, String run, Severity severity) {
    Alert alert =
        server.alerts.raise(
            new News(
                AlertType.REGRESSION,
                severity,
                "Something fell.",
                "run",
                run,
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Json.EMPTY_OBJECT,
                condition));
    server.worker.wake();
    return alert;
  }

  private void awaitDelivered(Alert alert) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            server.alerts.deliveries(alert.id()).stream()
                .allMatch(delivery -> delivery.state() == Delivery.State.DELIVERED));
  }

  @Test
  void repetitionsAreCountedAndToldOnce() {
    Alert first = raise("a", "run-1", Severity.WARNING);
    Alert again = raise("a", "run-2", Severity.WARNING);
    Alert same = raise("a", "run-2", Severity.WARNING);
    Alert other = raise("b", "run-2", Severity.WARNING);

    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.occurrences()).isEqualTo(2);
    assertThat(same.occurrences()).isEqualTo(2);
    assertThat(other.id()).isNotEqualTo(first.id());
    assertThat(server.alerts.deliveries(first.id()))
        .extracting(Delivery::event)
        .containsExactly(AlertEvent.Kind.RAISED, AlertEvent.Kind.RAISED);
  }

  @Test
  void whatGetsWorseIsToldAgain() {
    Alert first = raise("a", "run-1", Severity.WARNING);
    Alert worse = raise("a", "run-2", Severity.CRITICAL);
    Alert milder = raise("a", "run-3", Severity.WARNING);

    assertThat(worse.id()).isEqualTo(first.id());
    assertThat(worse.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(milder.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(server.alerts.deliveries(first.id()))
        .filteredOn(delivery -> delivery.sink().equals("oncall"))
        .extracting(Delivery::event)
        .containsExactly(AlertEvent.Kind.RAISED, AlertEvent.Kind.ESCALATED);
  }

  @Test
  void anAcknowledgedAlertStillCountsAndAResolvedOneIsFollowedByAnother() {
    Alert first = raise("a", "run-1", Severity.WARNING);
    assertThat(server.alerts.acknowledge(first.id(), ANNA, "looking").state())
        .isEqualTo(AlertState.ACKNOWLEDGED);
    assertThat(raise("a", "run-2", Severity.WARNING).id()).isEqualTo(first.id());
    assertThat(server.alerts.resolve(first.id(), ANNA, "mended").state())
        .isEqualTo(AlertState.RESOLVED);

    assertThat(raise("a", "run-3", Severity.WARNING).id()).isNotEqualTo(first.id());
  }

  @Test
  void withinTheCoolDownNobodyIsTold() {
    Alert first = raise("a", "run-1", Severity.WARNING);
    awaitDelivered(first);
    server.alerts.resolve(first.id(), ANNA, "mended");
    Alert second = raise("a", "run-2", Severity.WARNING);

    assertThat(second.quietUntil()).contains(clock.instant().plus(Duration.ofMinutes(10)));
    // What is due later is delivered after the news of the end, which is due at once.
    awaitDelivered(first);
    assertThat(server.alerts.deliveries(second.id()))
        .extracting(Delivery::state)
        .containsOnly(Delivery.State.PENDING);
    clock.advance(Duration.ofMinutes(10));
    server.worker.wake();
    awaitDelivered(second);
  }

  @Test
  void whatEndsWithinTheCoolDownIsNeverTold() {
    Alert first = raise("a", "run-1", Severity.WARNING);
    awaitDelivered(first);
    server.alerts.recovered("a", "run-2", "It is well again.");
    Alert second = raise("a", "run-3", Severity.WARNING);
    server.alerts.recovered("a", "run-4", "It is well again.");

    assertThat(server.alerts.find(second.id()).state()).isEqualTo(AlertState.RESOLVED);
    assertThat(server.alerts.deliveries(second.id()))
        .extracting(Delivery::state)
        .containsOnly(Delivery.State.GIVEN_UP);
    clock.advance(Duration.ofMinutes(10));
    server.worker.wake();
    awaitDelivered(raise("b", "run-5", Severity.WARNING));
    assertThat(server.alerts.deliveries(second.id()))
        .extracting(Delivery::attempts)
        .containsOnly(0);
  }

  @Test
  void fromTheFirstSubscriptionOnSinksGetWhatTheySubscribedTo() {
    server.subscriptions.add(
        new NewSubscription(
            "oncall",
            Set.of(AlertType.REGRESSION),
            Severity.CRITICAL,
            Optional.empty(),
            Optional.empty()),
        ANNA);

    assertThat(server.alerts.deliveries(raise("a", "run-1", Severity.WARNING).id())).isEmpty();
    assertThat(server.alerts.deliveries(raise("b", "run-1", Severity.CRITICAL).id()))
        .extracting(Delivery::sink)
        .containsExactly("oncall");
  }
}
