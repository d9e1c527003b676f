package dev.llmops.service.alert;

import static dev.llmops.service.rig.Server.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.alert.Subscription;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.storage.AlertStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many alerts at once, sinks that do not answer, and who is told of what. */
final class RaisingTest {

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private final ManualClock clock = new ManualClock();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    plugins.sink("log", (notification, call) -> DeliveryResult.delivered());
    server = Server.started(database, plugins, clock);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private static News news(AlertType type, String condition, String source, Severity severity) {
    return new News(
        type,
        severity,
        "Something fell.",
        "run",
        source,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Json.EMPTY_OBJECT,
        condition);
  }

  private Alert raise(AlertType type, Severity severity) {
    String condition = type + "/" + severity;
    Alert alert = server.alerts.raise(news(type, condition, "run-" + condition, severity));
    server.worker.wake();
    return alert;
  }

  private List<Alert> all() {
    List<Alert> alerts = new ArrayList<>();
    Optional<PageRequest> wanted = Optional.of(PageRequest.first(200));
    while (wanted.isPresent()) {
      var page = server.alerts.list(AlertStore.Filter.ALL, wanted.get());
      alerts.addAll(page.items());
      wanted = page.nextCursor().map(cursor -> new PageRequest(200, Optional.of(cursor)));
    }
    return alerts;
  }

  @Test
  void aThousandRaisedAtOnceAreAllKeptAndDeliveredOnce() throws Exception {
    Set<String> told = java.util.concurrent.ConcurrentHashMap.newKeySet();
    List<String> twice = new CopyOnWriteArrayList<>();
    plugins.sink(
        "log",
        (notification, call) -> {
          if (!told.add(notification.deduplicationKey())) {
            twice.add(notification.deduplicationKey());
          }
          return DeliveryResult.delivered();
        });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Alert>> raised = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String condition = "c-" + i;
        raised.add(
            threads.submit(() ->
                server.alerts.raise(
                    news(AlertType.THRESHOLD, condition, "run-1", Severity.WARNING))));
      }
      for (Future<Alert> alert : raised) {
        alert.get();
      }
    }
    server.worker.wake();

    assertThat(all()).hasSize(1_000).extracting(Alert::id).doesNotHaveDuplicates();
    await().atMost(Duration.ofSeconds(60)).until(() -> told.size() == 1_000);
    assertThat(twice).isEmpty();
  }

  @Test
  void ofOneConditionThousandAtOnceAreOneAlertThatCountsThem() throws Exception {
    Set<String> ids = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Alert>> raised = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        String run = "run-" + i;
        raised.add(
            threads.submit(() ->
                server.alerts.raise(news(AlertType.THRESHOLD, "same", run, Severity.WARNING))));
      }
      for (Future<Alert> alert : raised) {
        ids.add(alert.get().id());
      }
    }

    assertThat(ids).hasSize(1);
    assertThat(all()).singleElement().extracting(Alert::occurrences).isEqualTo(1_000L);
    assertThat(server.alerts.deliveries(ids.iterator().next())).hasSize(1);
  }

  @Test
  void aSinkThatHangsHoldsUpNeitherRaisingNorTheOtherSinks() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    // More than are delivered at the same time.
    int many = 40;
    CountDownLatch hanging = new CountDownLatch(1);
    plugins.sink(
        "hanging",
        (notification, call) -> {
          hanging.countDown();
          released.await();
          return DeliveryResult.delivered();
        });
    Alert alert = raise(AlertType.REGRESSION, Severity.WARNING);
    hanging.await();

    List<Alert> all = new ArrayList<>(List.of(alert));
    for (int i = 1; i < many; i++) {
      all.add(raise(AlertType.REGRESSION, Severity.CRITICAL));
    }

    for (Alert one : all) {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() ->
              server.alerts.deliveries(one.id()).stream()
                  .anyMatch(delivery ->
                      delivery.sink().equals("log")
                          && delivery.state() == Delivery.State.DELIVERED));
    }
    released.countDown();
  }

  @Test
  void subscriptionsChooseByTypeAndSeverityUntilTheyAreRemoved() {
    plugins.sink("oncall", (notification, call) -> DeliveryResult.delivered());
    Subscription oncall =
        server.subscriptions.add(
            new NewSubscription(
                "oncall",
                Set.of(AlertType.REGRESSION, AlertType.ANOMALY),
                Severity.WARNING,
                Optional.empty(),
                Optional.empty()),
            ANNA);

    assertThat(sinksOf(raise(AlertType.REGRESSION, Severity.WARNING))).containsExactly("oncall");
    assertThat(sinksOf(raise(AlertType.ANOMALY, Severity.CRITICAL))).containsExactly("oncall");
    assertThat(sinksOf(raise(AlertType.REGRESSION, Severity.INFO))).isEmpty();
    assertThat(sinksOf(raise(AlertType.THRESHOLD, Severity.CRITICAL))).isEmpty();

    server.subscriptions.remove(oncall.id(), ANNA);

    assertThat(sinksOf(raise(AlertType.THRESHOLD, Severity.WARNING)))
        .containsExactly("log", "oncall");
    assertThatThrownBy(() -> server.subscriptions.remove(oncall.id(), ANNA))
        .isInstanceOf(ServiceException.class);
  }

  private List<String> sinksOf(Alert alert) {
    return server.alerts.deliveries(alert.id()).stream().map(Delivery::sink).toList();
  }

  @Test
  void listenersAreToldInOrderAndFromWhereTheyLeftOff() {
    AlertStream stream = new AlertStream(server.storage);
    List<AlertEvent> live = new CopyOnWriteArrayList<>();
    Runnable end = stream.follow(stream.position(""), (event, alert) -> live.add(event));
    Alert alert = raise(AlertType.REGRESSION, Severity.WARNING);
    server.alerts.acknowledge(alert.id(), ANNA, "");
    server.alerts.resolve(alert.id(), ANNA, "");
    await().atMost(Duration.ofSeconds(10)).until(() -> live.size() == 3);
    end.run();

    List<AlertEvent.Kind> missed = new CopyOnWriteArrayList<>();
    Runnable second =
        stream.follow(
            stream.position(live.getFirst().id()), (event, told) -> missed.add(event.kind()));
    await().atMost(Duration.ofSeconds(10)).until(() -> missed.size() == 2);
    second.run();

    assertThat(live)
        .extracting(AlertEvent::kind)
        .containsExactly(
            AlertEvent.Kind.RAISED, AlertEvent.Kind.ACKNOWLEDGED, AlertEvent.Kind.RESOLVED);
    assertThat(missed).containsExactly(AlertEvent.Kind.ACKNOWLEDGED, AlertEvent.Kind.RESOLVED);
  }

  @Test
  void aListenerComesBackToWhereItBeganThoughNothingHadHappened() {
    AlertStream stream = new AlertStream(server.storage);
    String before = stream.position("");
    Alert first = raise(AlertType.REGRESSION, Severity.WARNING);
    String between = stream.position("unknown");
    Alert second = raise(AlertType.THRESHOLD, Severity.WARNING);

    assertThat(before).isNotEmpty();
    assertThat(toldBehind(stream, before, 2)).containsExactly(first.id(), second.id());
    assertThat(toldBehind(stream, between, 1)).containsExactly(second.id());
  }

  private static List<String> toldBehind(AlertStream stream, String position, int count) {
    List<String> told = new CopyOnWriteArrayList<>();
    Runnable end = stream.follow(stream.position(position), (event, alert) -> told.add(alert.id()));
    await().atMost(Duration.ofSeconds(10)).until(() -> told.size() >= count);
    end.run();
    return told;
  }
}
