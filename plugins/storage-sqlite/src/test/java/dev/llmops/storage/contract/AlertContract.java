package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.AlertSamples.acknowledged;
import static dev.llmops.storage.contract.AlertSamples.alert;
import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.entry;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Monitor;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.alert.Subscription;
import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.AlertStore;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.IdempotencyStore.Answer;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the stores of alerts, the audit trail and idempotent answers promise. */
interface AlertContract extends StorageFixture {

  @Test
  default void returnsAlertsAsTheyWereStored() {
    Alert one = alert(1, Severity.WARNING, "run");
    Alert two = alert(2, Severity.CRITICAL, "run");
    write(stores -> {
      stores.alerts().insert(one);
      stores.alerts().insert(two);
      stores.alerts().update(acknowledged(two));
    });
    assertThat(seen().alerts().find(id(1))).contains(one);
    assertThat(seen().alerts().find(id(2))).contains(acknowledged(two));
    assertThat(seen().alerts().find("nobody")).isEmpty();
    refuses(Kind.DUPLICATE, stores -> stores.alerts().insert(one));
    refuses(Kind.STALE, stores -> stores.alerts().update(acknowledged(two)));
  }

  @Test
  default void listsAlertsNewestFirstByEveryFilter() {
    write(stores -> {
      stores.alerts().insert(alert(1, Severity.WARNING, "run"));
      stores.alerts().insert(alert(2, Severity.CRITICAL, "run"));
      stores.alerts().insert(alert(3, Severity.WARNING, "monitor"));
      stores.alerts().insert(alert(4, Severity.WARNING, "run"));
      stores.alerts().update(acknowledged(alert(4, Severity.WARNING, "run")));
    });
    Optional<Boolean> any = Optional.empty();
    assertThat(ids(AlertStore.Filter.ALL, 50)).containsExactly(id(4), id(3), id(2), id(1));
    assertThat(ids(filter(AlertType.REGRESSION, null, null, any), 50)).hasSize(4);
    assertThat(ids(filter(null, Severity.CRITICAL, null, any), 50)).containsExactly(id(2));
    assertThat(ids(filter(null, null, "run", any), 50)).containsExactly(id(4), id(2), id(1));
    assertThat(ids(filter(null, null, null, Optional.of(true)), 50)).containsExactly(id(4));
    assertThat(ids(filter(null, null, "run", Optional.of(false)), 50))
        .containsExactly(id(2), id(1));
    assertThat(
            ids(
                new AlertStore.Filter(
                    Set.of(),
                    Set.of(),
                    Optional.empty(),
                    any,
                    Optional.of(NOON.plusSeconds(2)),
                    Optional.of(NOON.plusSeconds(3))),
                50))
        .containsExactly(id(2));
    Page<Alert> first = seen().alerts().list(AlertStore.Filter.ALL, PageRequest.first(3));
    write(stores -> stores.alerts().insert(alert(5, Severity.INFO, "run")));
    assertThat(
            seen()
                .alerts()
                .list(AlertStore.Filter.ALL, new PageRequest(3, first.nextCursor()))
                .items())
        .extracting(Alert::id)
        .containsExactly(id(1));
  }

  private static AlertStore.Filter filter(
      AlertType type, Severity severity, String source, Optional<Boolean> acknowledged) {
    return new AlertStore.Filter(
        type == null ? Set.of() : Set.of(type),
        severity == null ? Set.of() : Set.of(severity),
        Optional.ofNullable(source),
        acknowledged,
        Optional.empty(),
        Optional.empty());
  }

  private List<String> ids(AlertStore.Filter filter, int limit) {
    return seen().alerts().list(filter, PageRequest.first(limit)).items().stream()
        .map(Alert::id)
        .toList();
  }

  @Test
  default void replacesTheDeliveryToASink() {
    AlertEvent raised = new AlertEvent(id(2), id(1), AlertEvent.Kind.RAISED, NOON);
    AlertEvent resolved = new AlertEvent(id(3), id(1), AlertEvent.Kind.RESOLVED, NOON);
    Delivery pending =
        delivery(raised, "webhook", Delivery.State.PENDING, Optional.of("connection refused"));
    Delivery delivered = delivery(raised, "webhook", Delivery.State.DELIVERED, Optional.empty());
    Delivery other = delivery(raised, "email", Delivery.State.GIVEN_UP, Optional.of("unknown"));
    Delivery end = delivery(resolved, "email", Delivery.State.PENDING, Optional.empty());
    write(stores -> {
      stores.alerts().insert(alert(1, Severity.INFO, "run"));
      stores.alerts().append(raised);
      stores.alerts().append(resolved);
      stores.alerts().putDelivery(end);
      stores.alerts().putDelivery(pending);
      stores.alerts().putDelivery(other);
    });
    assertThat(seen().alerts().deliveries(id(1))).containsExactly(other, pending, end);
    write(stores -> stores.alerts().putDelivery(delivered));
    assertThat(seen().alerts().deliveries(id(1))).containsExactly(other, delivered, end);
  }

  private static Delivery delivery(
      AlertEvent event, String sink, Delivery.State state, Optional<String> error) {
    return new Delivery(event.alertId(), event.id(), event.kind(), sink, state, 1, NOON, error);
  }

  @Test
  default void keepsEventsInTheirOrder() {
    AlertEvent first = new AlertEvent(id(2), id(1), AlertEvent.Kind.RAISED, NOON);
    AlertEvent second = new AlertEvent(id(3), id(1), AlertEvent.Kind.ESCALATED, NOON);
    AlertEvent third = new AlertEvent(id(4), id(1), AlertEvent.Kind.RESOLVED, NOON);
    assertThat(seen().alerts().lastEvent()).isEmpty();
    write(stores -> {
      stores.alerts().insert(alert(1, Severity.INFO, "run"));
      List.of(second, third, first).forEach(stores.alerts()::append);
    });
    assertThat(seen().alerts().events("", 2)).containsExactly(first, second);
    assertThat(seen().alerts().events(second.id(), 2)).containsExactly(third);
    assertThat(seen().alerts().findEvent(second.id())).contains(second);
    assertThat(seen().alerts().lastEvent()).contains(third.id());
  }

  @Test
  default void keepsOneAlertOfAConditionUnresolved() {
    Alert one = alert(1, Severity.WARNING, "run");
    Alert two = withCondition(2, one.condition());
    write(stores -> stores.alerts().insert(one));
    refuses(Kind.DUPLICATE, stores -> stores.alerts().insert(two));
    Alert again = one.again(alert(3, Severity.CRITICAL, "run"));
    Alert ended = again.resolved(new Alert.Note(NOON, "bob", ODD_TEXT));
    write(stores -> {
      stores.alerts().update(again);
      stores.alerts().update(ended);
      stores.alerts().insert(two);
    });
    assertThat(seen().alerts().find(one.id())).contains(ended);
    assertThat(ended.occurrences()).isEqualTo(2);
    assertThat(ended.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(seen().alerts().latest(one.condition())).contains(two);
    assertThat(seen().alerts().latest("nothing")).isEmpty();
  }

  private static Alert withCondition(int number, String condition) {
    return Alert.raised(
        id(number),
        AlertType.ANOMALY,
        Severity.INFO,
        "Odd.",
        "run",
        "run-" + number,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Json.EMPTY_OBJECT,
        condition,
        NOON,
        Optional.empty());
  }

  @Test
  default void filtersByAnyOfSeveralTypesAndSeverities() {
    write(stores -> {
      stores.alerts().insert(alert(1, Severity.WARNING, "run"));
      stores.alerts().insert(alert(2, Severity.CRITICAL, "run"));
      stores.alerts().insert(withCondition(3, "other"));
    });
    assertThat(ids(types(Set.of(AlertType.ANOMALY, AlertType.REGRESSION), Set.of()), 50))
        .containsExactly(id(3), id(2), id(1));
    assertThat(ids(types(Set.of(), Set.of(Severity.INFO, Severity.CRITICAL)), 50))
        .containsExactly(id(3), id(2));
    assertThat(ids(types(Set.of(AlertType.EXPERIMENT), Set.of()), 50)).isEmpty();
  }

  private static AlertStore.Filter types(Set<AlertType> types, Set<Severity> severities) {
    return new AlertStore.Filter(
        types, severities, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  default void keepsMonitorsAndSubscriptions() {
    Monitor whole =
        new Monitor(
            id(1),
            AlertType.REGRESSION,
            "metric:exact",
            OptionalDouble.of(0.1),
            Optional.of("run-1"),
            OptionalInt.of(7),
            Severity.CRITICAL,
            Optional.of("team/greet"),
            Optional.of("questions"),
            Optional.of("main"),
            true,
            NOON,
            1);
    Monitor bare =
        new Monitor(
            id(2),
            AlertType.ANOMALY,
            "pass-rate",
            OptionalDouble.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Severity.INFO,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            NOON,
            1);
    Subscription narrow =
        new Subscription(
            id(1),
            "oncall",
            Set.of(AlertType.ANOMALY, AlertType.THRESHOLD),
            Severity.CRITICAL,
            Optional.of("run"),
            Optional.of("team/greet"),
            NOON);
    Subscription wide =
        new Subscription(
            id(2), "log", Set.of(), Severity.INFO, Optional.empty(), Optional.empty(), NOON);
    write(stores -> {
      stores.monitors().insert(whole);
      stores.monitors().insert(bare);
      stores.subscriptions().insert(narrow);
      stores.subscriptions().insert(wide);
    });
    assertThat(seen().monitors().all()).containsExactly(whole, bare);
    assertThat(seen().monitors().list(PageRequest.first(1)).items()).containsExactly(bare);
    assertThat(seen().monitors().find(id(1))).contains(whole);
    refuses(Kind.STALE, stores -> stores.monitors().update(bare));
    assertThat(seen().subscriptions().all()).containsExactly(narrow, wide);
    assertThat(seen().subscriptions().list(PageRequest.first(1)).items()).containsExactly(wide);
    write(stores -> {
      assertThat(stores.monitors().delete(id(1))).isTrue();
      assertThat(stores.monitors().delete(id(1))).isFalse();
      assertThat(stores.subscriptions().delete(id(2))).isTrue();
    });
    assertThat(seen().monitors().all()).containsExactly(bare);
    assertThat(seen().subscriptions().find(id(1))).contains(narrow);
    assertThat(seen().subscriptions().find(id(2))).isEmpty();
  }

  @Test
  default void findsAuditEntriesOfAResourceAndBelowIt() {
    List<String> resources =
        List.of(
            "prompt/greet",
            "prompt/greet/labels/production",
            "prompt/greet2",
            "prompt/greet-all",
            "prompt/gre%t",
            "prompt");
    write(stores ->
        IntStream.range(0, resources.size())
            .forEach(number ->
                stores
                    .audit()
                    .append(
                        entry(number, number % 2 == 0 ? "ann" : "bob", resources.get(number)))));
    assertThat(found(audit(null, "prompt/greet"))).containsExactly(id(1), id(0));
    assertThat(found(audit(null, "prompt"))).hasSize(6);
    assertThat(found(audit(null, "prompt/gre%t"))).containsExactly(id(4));
    assertThat(found(audit("ann", "prompt/greet"))).containsExactly(id(0));
    assertThat(found(audit("bob", null))).containsExactly(id(5), id(3), id(1));
    assertThat(
            found(
                new AuditStore.Filter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(NOON.plusSeconds(1)),
                    Optional.of(NOON.plusSeconds(3)))))
        .containsExactly(id(2), id(1));
    AuditEntry whole = entry(0, "ann", "prompt/greet");
    Page<AuditEntry> first = seen().audit().list(AuditStore.Filter.ALL, PageRequest.first(5));
    assertThat(
            seen()
                .audit()
                .list(AuditStore.Filter.ALL, new PageRequest(5, first.nextCursor()))
                .items())
        .containsExactly(whole);
  }

  private static AuditStore.Filter audit(String actor, String resource) {
    return new AuditStore.Filter(
        Optional.ofNullable(actor),
        Optional.ofNullable(resource),
        Optional.empty(),
        Optional.empty());
  }

  private List<String> found(AuditStore.Filter filter) {
    return seen().audit().list(filter, PageRequest.first(50)).items().stream()
        .map(AuditEntry::id)
        .toList();
  }

  @Test
  default void remembersAnAnswerUntilItIsOld() {
    Answer answer = new Answer("POST /x ann k1", "ab".repeat(32), 201, "{\"a\":1}", NOON);
    write(stores -> stores.idempotency().insert(answer));
    assertThat(seen().idempotency().find(answer.key())).contains(answer);
    refuses(Kind.DUPLICATE, stores -> stores.idempotency().insert(answer));
    write(stores -> stores.idempotency().deleteBefore(NOON));
    assertThat(seen().idempotency().find(answer.key())).isPresent();
    write(stores -> stores.idempotency().deleteBefore(NOON.plusSeconds(1)));
    assertThat(seen().idempotency().find(answer.key())).isEmpty();
  }
}
