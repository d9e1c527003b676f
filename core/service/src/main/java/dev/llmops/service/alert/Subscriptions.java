package dev.llmops.service.alert;

import dev.llmops.model.alert.Subscription;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * Which sinks get which alerts. Without any subscription every sink gets every alert; from the
 * first one on a sink gets what it has subscribed to. Thread-safe.
 */
public final class Subscriptions {

  private static final int MAX_SOURCE = 64;

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Plugins plugins;
  private final Clock clock;

  public Subscriptions(
      StorageBackend storage, AuditTrail audit, IdSource ids, Plugins plugins, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * Subscribes a sink.
   *
   * @throws ServiceException of kind {@code INVALID} when there is no such sink or a name is wrong
   */
  public Subscription add(NewSubscription wanted, Actor actor) {
    Problems problems = new Problems();
    List<String> sinks = plugins.sinks();
    problems.require(
        sinks.contains(wanted.sink()),
        "/sink",
        AlertWording.noSink(wanted.sink(), Names.hint(wanted.sink(), sinks)));
    wanted
        .source()
        .ifPresent(source ->
            problems.require(
                !source.isBlank() && source.length() <= MAX_SOURCE,
                "/source",
                "a source has 1 to " + MAX_SOURCE + " characters"));
    wanted.prompt().ifPresent(prompt -> Names.check(prompt, "/prompt", problems));
    problems.throwIfAny("LLM-ALR-010", "the subscription");
    Subscription subscription =
        new Subscription(
            ids.next(),
            wanted.sink(),
            wanted.types(),
            wanted.minSeverity(),
            wanted.source(),
            wanted.prompt(),
            clock.instant());
    return storage.inTransaction(stores -> {
      stores.subscriptions().insert(subscription);
      audit.record(
          stores,
          actor,
          "subscription.add",
          "subscription/" + subscription.id(),
          Json.NULL,
          AlertJson.of(subscription),
          "");
      return subscription;
    });
  }

  /** Subscriptions, newest first. */
  public Page<Subscription> list(PageRequest page) {
    return storage.read(stores -> stores.subscriptions().list(page));
  }

  /**
   * Ends a subscription; what is on its way still arrives.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public void remove(String id, Actor actor) {
    storage.inTransaction(stores -> {
      Subscription subscription =
          stores
              .subscriptions()
              .find(id)
              .orElseThrow(() ->
                  new ServiceException(
                      Kind.NOT_FOUND, "LLM-ALR-011", AlertWording.noSubscription(id)));
      stores.subscriptions().delete(id);
      audit.record(
          stores,
          actor,
          "subscription.remove",
          "subscription/" + id,
          AlertJson.of(subscription),
          Json.NULL,
          "");
      return subscription;
    });
  }
}
