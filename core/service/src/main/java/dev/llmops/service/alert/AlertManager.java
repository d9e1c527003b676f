package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.Alert.Note;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertState;
import dev.llmops.model.alert.Delivery;
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

/**
 * Keeps alerts from the first occurrence of a condition to its end, and has the sinks told. At most
 * one alert of a condition is not resolved. Thread-safe.
 */
public final class AlertManager {

  private static final int MAX_COMMENT = 10_000;

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Plugins plugins;
  private final Clock clock;
  private final AlertSettings settings;
  private final Dispatch dispatch;

  public AlertManager(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Plugins plugins,
      Clock clock,
      AlertSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.dispatch = new Dispatch(ids, clock);
  }

  /**
   * Tells that a condition is met. The first time this raises an alert. While that one is not
   * resolved, further occurrences are counted there, and sinks are told again only when one is
   * worse. News that the thing which raised the last alert brings again change nothing, and of a
   * condition that has ended neither do those of an older thing.
   *
   * @return the alert as it is now
   */
  public Alert raise(News news) {
    List<String> sinks = plugins.sinks();
    return storage.inTransaction(stores -> {
      Optional<Alert> latest = stores.alerts().latest(news.condition());
      if (latest.filter(alert -> isOld(news, alert)).isPresent()) {
        return latest.get();
      }
      return latest.filter(alert -> alert.state() != AlertState.RESOLVED).isPresent()
          ? again(stores, latest.get(), news, sinks)
          : open(stores, news, latest, sinks);
    });
  }

  private static boolean isOld(News news, Alert latest) {
    // Ids are ordered by creation.
    int order = news.sourceId().compareTo(latest.sourceId());
    return order == 0 || (order < 0 && latest.state() == AlertState.RESOLVED);
  }

  /**
   * Raises an alert unless there has ever been one of its condition.
   *
   * @return the alert; empty when there has been one already
   */
  public Optional<Alert> raiseOnce(News news) {
    List<String> sinks = plugins.sinks();
    return storage.inTransaction(stores ->
        stores.alerts().latest(news.condition()).isPresent()
            ? Optional.empty()
            : Optional.of(open(stores, news, Optional.empty(), sinks)));
  }

  /**
   * Raises an alert unless the last one of its condition is not resolved, or was resolved by a
   * person, who is not told again and again of what they have settled.
   *
   * @return the alert; empty when there is none
   */
  public Optional<Alert> raiseAnew(News news) {
    List<String> sinks = plugins.sinks();
    return storage.inTransaction(stores -> {
      Optional<Alert> latest = stores.alerts().latest(news.condition());
      return latest.filter(alert -> !hasRecovered(alert)).isPresent()
          ? Optional.empty()
          : Optional.of(open(stores, news, latest, sinks));
    });
  }

  private static boolean hasRecovered(Alert alert) {
    return alert.resolution().filter(end -> end.by().equals(Actor.SYSTEM.name())).isPresent();
  }

  private Alert open(Stores stores, News news, Optional<Alert> before, List<String> sinks) {
    Alert alert = alert(news, quietUntil(before));
    stores.alerts().insert(alert);
    record(stores, Actor.SYSTEM, "alert.raise", Optional.empty(), alert, "");
    dispatch.tell(stores, alert, AlertEvent.Kind.RAISED, sinks);
    return alert;
  }

  private Alert alert(News news, Optional<Instant> quietUntil) {
    return Alert.raised(
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
        news.condition(),
        clock.instant(),
        quietUntil);
  }

  private Optional<Instant> quietUntil(Optional<Alert> before) {
    return before
        .flatMap(Alert::resolution)
        .map(end -> end.at().plus(settings.coolDown()))
        .filter(end -> end.isAfter(clock.instant()));
  }

  private Alert again(Stores stores, Alert before, News news, List<String> sinks) {
    Alert after = before.again(alert(news, Optional.empty()));
    stores.alerts().update(after);
    boolean worse = after.severity() != before.severity();
    record(
        stores,
        Actor.SYSTEM,
        worse ? "alert.escalate" : "alert.repeat",
        Optional.of(before),
        after,
        "");
    if (worse) {
      if (dispatch.isQuiet(before)) {
        dispatch.withdraw(stores, before, AlertWording.overtakenByEscalation());
      }
      dispatch.tell(stores, after, AlertEvent.Kind.ESCALATED, sinks);
    }
    return after;
  }

  /**
   * Tells that a condition is met no more, which resolves its alert where there is one.
   *
   * @param sourceId what found it out; nothing changes when it is older than what raised the alert
   *     last
   * @param comment how it was found out
   */
  public void recovered(String condition, String sourceId, String comment) {
    List<String> sinks = plugins.sinks();
    storage.inTransaction(stores ->
        stores
            .alerts()
            .latest(condition)
            .filter(alert -> alert.state() != AlertState.RESOLVED)
            // Ids are ordered by creation.
            .filter(alert -> sourceId.compareTo(alert.sourceId()) >= 0)
            .map(alert -> end(stores, alert, Actor.SYSTEM, comment, sinks)));
  }

  /** Tells that nobody will find a condition to be met again; resolves its alert. */
  void over(String condition, String comment) {
    List<String> sinks = plugins.sinks();
    storage.inTransaction(stores ->
        stores
            .alerts()
            .latest(condition)
            .filter(alert -> alert.state() != AlertState.RESOLVED)
            .map(alert -> end(stores, alert, Actor.SYSTEM, comment, sinks)));
  }

  /** The alert of a condition that is not resolved. */
  Optional<Alert> unresolved(String condition) {
    return storage
        .read(stores -> stores.alerts().latest(condition))
        .filter(alert -> alert.state() != AlertState.RESOLVED);
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
        .orElseThrow(
            () -> new ServiceException(Kind.NOT_FOUND, "LLM-ALR-001", AlertWording.noAlert(id)));
  }

  /**
   * How far the news of an alert has got on its way to each sink, ordered by event and sink.
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
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code INVALID} when the comment is too
   *     long, or {@code CONFLICT} when the alert is resolved
   */
  public Alert acknowledge(String id, Actor actor, String comment) {
    check(comment);
    return storage.inTransaction(stores -> {
      Alert before = find(stores, id);
      if (before.acknowledgement().isPresent()) {
        return before;
      }
      if (before.state() == AlertState.RESOLVED) {
        throw new ServiceException(Kind.CONFLICT, "LLM-ALR-003", AlertWording.isResolved(id));
      }
      Alert after = before.acknowledged(new Note(clock.instant(), actor.name(), comment));
      stores.alerts().update(after);
      record(stores, actor, "alert.acknowledge", Optional.of(before), after, comment);
      dispatch.note(stores, after, AlertEvent.Kind.ACKNOWLEDGED);
      return after;
    });
  }

  /**
   * Ends an alert; the first end is kept.
   *
   * @param comment why; may be empty
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code INVALID} when the comment is too
   *     long
   */
  public Alert resolve(String id, Actor actor, String comment) {
    check(comment);
    List<String> sinks = plugins.sinks();
    return storage.inTransaction(stores -> {
      Alert alert = find(stores, id);
      return alert.state() == AlertState.RESOLVED
          ? alert
          : end(stores, alert, actor, comment, sinks);
    });
  }

  private Alert end(Stores stores, Alert before, Actor actor, String comment, List<String> sinks) {
    Alert after = before.resolved(new Note(clock.instant(), actor.name(), comment));
    stores.alerts().update(after);
    record(stores, actor, "alert.resolve", Optional.of(before), after, comment);
    if (dispatch.isQuiet(before)) {
      // Who was not told of the beginning is not told of the end.
      dispatch.withdraw(stores, after, AlertWording.resolvedBeforeTold());
      dispatch.note(stores, after, AlertEvent.Kind.RESOLVED);
    } else {
      dispatch.tell(stores, after, AlertEvent.Kind.RESOLVED, sinks);
    }
    return after;
  }

  private static void check(String comment) {
    if (comment.length() > MAX_COMMENT) {
      throw new ServiceException(
          Kind.INVALID,
          "LLM-ALR-002",
          AlertWording.commentTooLong(MAX_COMMENT),
          List.of(new ServiceException.Problem("/comment", "too long")));
    }
  }

  private void record(
      Stores stores, Actor actor, String action, Optional<Alert> before, Alert after, String why) {
    audit.record(
        stores,
        actor,
        action,
        "alert/" + after.id(),
        before.map(AlertJson::of).orElse(Json.NULL),
        AlertJson.of(after),
        why);
  }
}
