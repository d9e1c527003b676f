package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.Alert.Acknowledgement;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.job.Job;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.storage.AlertStore;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Keeps alerts, has them delivered to every sink, and takes acknowledgements. Thread-safe. */
public final class AlertManager {

  private static final int MAX_COMMENT = 10_000;

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Plugins plugins;
  private final Clock clock;

  public AlertManager(
      StorageBackend storage, AuditTrail audit, IdSource ids, Plugins plugins, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * Raises an alert unless one of its type is there for its source already: stores it and has it
   * delivered to every sink in service, all in one transaction.
   *
   * @param news what to tell
   * @param since a time before which no alert of this source can have been raised
   * @return the alert; empty when there is one already
   */
  public Optional<Alert> raiseOnce(News news, Instant since) {
    List<String> sinks = plugins.sinks();
    return storage.inTransaction(stores -> {
      if (exists(stores, news, since)) {
        return Optional.empty();
      }
      Alert alert =
          new Alert(
              ids.next(),
              news.type(),
              news.severity(),
              news.message(),
              news.source(),
              news.sourceId(),
              news.metric(),
              news.threshold(),
              news.actual(),
              news.details(),
              clock.instant(),
              Optional.empty(),
              1);
      stores.alerts().insert(alert);
      audit.record(
          stores, Actor.SYSTEM, "alert.raise", resource(alert), Json.NULL, AlertJson.of(alert), "");
      sinks.forEach(sink -> dispatch(stores, alert, sink));
      return Optional.of(alert);
    });
  }

  private static boolean exists(Stores stores, News news, Instant since) {
    AlertStore.Filter filter =
        new AlertStore.Filter(
            Optional.of(news.type()),
            Optional.empty(),
            Optional.of(news.source()),
            Optional.empty(),
            Optional.of(since),
            Optional.empty());
    Optional<PageRequest> wanted = Optional.of(PageRequest.first(PageRequest.MAX_LIMIT));
    while (wanted.isPresent()) {
      Page<Alert> page = stores.alerts().list(filter, wanted.get());
      if (page.items().stream().anyMatch(alert -> alert.sourceId().equals(news.sourceId()))) {
        return true;
      }
      wanted =
          page.nextCursor()
              .map(cursor -> new PageRequest(PageRequest.MAX_LIMIT, Optional.of(cursor)));
    }
    return false;
  }

  private void dispatch(Stores stores, Alert alert, String sink) {
    Instant now = clock.instant();
    stores
        .alerts()
        .putDelivery(
            new Delivery(alert.id(), sink, Delivery.State.PENDING, 0, now, Optional.empty()));
    stores
        .jobs()
        .enqueue(
            new Job(
                ids.next(),
                DeliveryHandler.KIND,
                DeliveryHandler.subject(alert.id(), sink),
                now,
                0));
  }

  /** Alerts, newest first. */
  public Page<Alert> list(AlertStore.Filter filter, PageRequest page) {
    return storage.read(stores -> stores.alerts().list(filter, page));
  }

  /**
   * One alert.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public Alert find(String id) {
    return storage.read(stores -> find(stores, id));
  }

  private static Alert find(Stores stores, String id) {
    return stores
        .alerts()
        .find(id)
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND, "LLM-ALR-001", "there is no alert \"" + id + "\""));
  }

  /**
   * How far an alert has got on its way to each sink, ordered by sink.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public List<Delivery> deliveries(String alertId) {
    return storage.read(stores -> {
      find(stores, alertId);
      return stores.alerts().deliveries(alertId);
    });
  }

  /**
   * Notes that somebody has seen an alert; the first to say so is kept.
   *
   * @param comment what they say; may be empty
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code INVALID} when the comment is too
   *     long
   */
  public Alert acknowledge(String id, Actor actor, String comment) {
    if (comment.length() > MAX_COMMENT) {
      throw new ServiceException(
          Kind.INVALID,
          "LLM-ALR-002",
          "a comment has at most " + MAX_COMMENT + " characters",
          List.of(new ServiceException.Problem("/comment", "too long")));
    }
    return storage.inTransaction(stores -> {
      Alert alert = find(stores, id);
      if (alert.acknowledgement().isPresent()) {
        return alert;
      }
      Alert acknowledged =
          new Alert(
              alert.id(),
              alert.type(),
              alert.severity(),
              alert.message(),
              alert.source(),
              alert.sourceId(),
              alert.metric(),
              alert.threshold(),
              alert.actual(),
              alert.details(),
              alert.createdAt(),
              Optional.of(new Acknowledgement(clock.instant(), actor.name(), comment)),
              alert.revision() + 1);
      stores.alerts().update(acknowledged);
      audit.record(
          stores,
          actor,
          "alert.acknowledge",
          resource(alert),
          AlertJson.of(alert),
          AlertJson.of(acknowledged),
          comment);
      return acknowledged;
    });
  }

  private static String resource(Alert alert) {
    return "alert/" + alert.id();
  }
}
