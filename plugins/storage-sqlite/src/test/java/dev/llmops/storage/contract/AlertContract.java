package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.acknowledged;
import static dev.llmops.storage.contract.Samples.alert;
import static dev.llmops.storage.contract.Samples.entry;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.AlertStore;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.IdempotencyStore.Answer;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.List;
import java.util.Optional;
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
                    Optional.empty(),
                    Optional.empty(),
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
        Optional.ofNullable(type),
        Optional.ofNullable(severity),
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
    Delivery pending =
        new Delivery(
            id(1), "webhook", Delivery.State.PENDING, 1, NOON, Optional.of("connection refused"));
    Delivery delivered =
        new Delivery(id(1), "webhook", Delivery.State.DELIVERED, 2, NOON, Optional.empty());
    Delivery other =
        new Delivery(id(1), "email", Delivery.State.GIVEN_UP, 9, NOON, Optional.of("unknown"));
    write(stores -> {
      stores.alerts().insert(alert(1, Severity.INFO, "run"));
      stores.alerts().putDelivery(pending);
      stores.alerts().putDelivery(other);
    });
    assertThat(seen().alerts().deliveries(id(1))).containsExactly(other, pending);
    write(stores -> stores.alerts().putDelivery(delivered));
    assertThat(seen().alerts().deliveries(id(1))).containsExactly(other, delivered);
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
