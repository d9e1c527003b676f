package dev.llmops.service.alert;

import static dev.llmops.service.rig.Server.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Delivery.State;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeliveryTest {

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private final ManualClock clock = new ManualClock();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private void start() {
    server = Server.started(database, plugins, clock);
  }

  /** A sink that answers by the number of the attempt it sees, from 1. */
  private static final class ScriptedSink implements AlertSink {

    private final List<Notification> received = new CopyOnWriteArrayList<>();
    private final IntFunction<DeliveryResult> script;

    ScriptedSink(IntFunction<DeliveryResult> script) {
      this.script = script;
    }

    @Override
    public DeliveryResult deliver(Notification notification, CallContext call) {
      received.add(notification);
      return script.apply(received.size());
    }
  }

  private Alert raise() {
    Alert alert =
        server.alerts.raise(
            new News(
                AlertType.REGRESSION,
                Severity.WARNING,
                "Something fell.",
                "run",
                "run-1",
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Json.EMPTY_OBJECT));
    server.worker.wake();
    return alert;
  }

  private Delivery delivery(Alert alert) {
    return server.alerts.deliveries(alert.id()).get(0);
  }

  private void awaitAttempts(Alert alert, int attempts) {
    await().atMost(Duration.ofSeconds(10)).until(() -> delivery(alert).attempts() == attempts);
  }

  private void advance(Duration by) {
    clock.advance(by);
    server.worker.wake();
  }

  @Test
  void deliversToEverySinkInService() {
    ScriptedSink one = new ScriptedSink(attempt -> DeliveryResult.delivered());
    ScriptedSink two = new ScriptedSink(attempt -> DeliveryResult.delivered());
    plugins.sink("log", one);
    plugins.sink("team/webhook", two);
    start();

    Alert alert = raise();

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() ->
            server.alerts.deliveries(alert.id()).stream()
                .allMatch(delivery -> delivery.state() == State.DELIVERED));
    assertThat(server.alerts.deliveries(alert.id()))
        .extracting(Delivery::sink)
        .containsExactly("log", "team/webhook");
    assertThat(two.received.get(0).deduplicationKey()).endsWith("/team/webhook");
    assertThat(two.received.get(0).alert()).isEqualTo(alert);
  }

  @Test
  void triesAgainAcrossARestartUntilItArrives() {
    ScriptedSink sink =
        new ScriptedSink(attempt ->
            attempt <= 2
                ? DeliveryResult.retryLater("connection refused")
                : DeliveryResult.delivered());
    plugins.sink("oncall", sink);
    start();
    Alert alert = raise();
    awaitAttempts(alert, 1);
    assertThat(delivery(alert).state()).isEqualTo(State.PENDING);
    assertThat(delivery(alert).lastError()).contains("connection refused");
    advance(Duration.ofSeconds(1));
    awaitAttempts(alert, 2);

    server.kill();
    start();
    advance(Duration.ofSeconds(2));

    awaitAttempts(alert, 3);
    assertThat(delivery(alert).state()).isEqualTo(State.DELIVERED);
    assertThat(delivery(alert).lastError()).isEmpty();
    assertThat(sink.received).extracting(Notification::attempt).containsExactly(1, 2, 3);
    assertThat(sink.received)
        .extracting(Notification::deduplicationKey)
        .containsOnly(delivery(alert).eventId() + "/oncall");
  }

  @Test
  void theEndIsNotToldBeforeTheBeginning() {
    ScriptedSink sink =
        new ScriptedSink(attempt ->
            attempt == 1 ? DeliveryResult.retryLater("down") : DeliveryResult.delivered());
    plugins.sink("oncall", sink);
    start();
    Alert alert = raise();
    awaitAttempts(alert, 1);

    server.alerts.resolve(alert.id(), Server.ANNA, "mended");
    server.worker.wake();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> {
          advance(Duration.ofSeconds(1));
          return server.alerts.deliveries(alert.id()).stream()
              .allMatch(delivery -> delivery.state() == State.DELIVERED);
        });

    assertThat(sink.received)
        .extracting(Notification::event)
        .containsExactly(AlertEvent.Kind.RAISED, AlertEvent.Kind.RAISED, AlertEvent.Kind.RESOLVED);
  }

  @Test
  void waitsAtLeastAsLongAsTheReceiverAsks() {
    ScriptedSink sink =
        new ScriptedSink(attempt ->
            attempt == 1
                ? DeliveryResult.retryAfter(Duration.ofMinutes(10), "busy")
                : DeliveryResult.delivered());
    plugins.sink("oncall", sink);
    start();
    Alert alert = raise();
    awaitAttempts(alert, 1);

    assertThat(dueAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
  }

  private java.time.Instant dueAt() {
    server.worker.close();
    java.time.Instant later = clock.instant().plus(Duration.ofHours(1));
    return database
        .inTransaction(
            stores -> stores.jobs().claimDue("delivery", "test", later, Duration.ZERO, 1))
        .get(0)
        .dueAt();
  }

  @Test
  void aSinkThatBreaksOrIsGoneIsTriedAgain() {
    plugins.sink(
        "oncall",
        new ScriptedSink(attempt -> {
          throw new IllegalStateException("bug in the sink");
        }));
    start();
    Alert alert = raise();
    awaitAttempts(alert, 1);
    assertThat(delivery(alert).lastError().orElseThrow()).contains("bug in the sink");

    server.kill();
    TestPlugins without = new TestPlugins();
    server = Server.started(database, without, clock);
    advance(Duration.ofSeconds(1));

    awaitAttempts(alert, 2);
    assertThat(delivery(alert).state()).isEqualTo(State.PENDING);
    assertThat(delivery(alert).lastError().orElseThrow()).contains("no sink \"oncall\"");
  }

  @Test
  void aSinkThatIsOutOfServiceIsToldWhenItIsBack() {
    plugins.brokenSink("oncall");
    start();
    Alert alert = raise();
    awaitAttempts(alert, 1);
    assertThat(delivery(alert).state()).isEqualTo(State.PENDING);

    server.kill();
    TestPlugins mended = new TestPlugins();
    ScriptedSink sink = new ScriptedSink(attempt -> DeliveryResult.delivered());
    mended.sink("oncall", sink);
    server = Server.started(database, mended, clock);
    advance(Duration.ofSeconds(1));

    awaitAttempts(alert, 2);
    assertThat(delivery(alert).state()).isEqualTo(State.DELIVERED);
  }

  @Test
  void givesUpVisiblyWhenRejected() {
    plugins.sink("oncall", new ScriptedSink(attempt -> DeliveryResult.rejected("404")));
    start();
    Alert alert = raise();

    awaitAttempts(alert, 1);
    assertThat(delivery(alert).state()).isEqualTo(State.GIVEN_UP);
    assertThat(delivery(alert).lastError()).contains("rejected: 404");
    assertThat(
            server
                .audit
                .list(AuditStore.Filter.ALL, PageRequest.first(1))
                .items()
                .get(0)
                .resource())
        .isEqualTo("alert/" + alert.id() + "/deliveries/oncall");
  }

  @Test
  void givesUpVisiblyAfterADay() {
    plugins.sink("oncall", new ScriptedSink(attempt -> DeliveryResult.retryLater("refused")));
    start();
    Alert alert = raise();
    awaitAttempts(alert, 1);

    advance(Duration.ofHours(24));

    awaitAttempts(alert, 2);
    assertThat(delivery(alert).state()).isEqualTo(State.GIVEN_UP);
    assertThat(delivery(alert).lastError().orElseThrow()).contains("24 hours").contains("refused");
    server.alerts.acknowledge(alert.id(), ANNA, "saw it in the list");
  }
}
