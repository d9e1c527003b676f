package dev.llmops.service.alert;

import dev.llmops.model.alert.Monitor;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Keeps the monitors. Thread-safe. */
public final class Monitors {

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Clock clock;
  private final Set<String> metricLimits;

  public Monitors(
      StorageBackend storage, AuditTrail audit, IdSource ids, Clock clock, Thresholds thresholds) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.metricLimits = thresholds.metrics().keySet();
  }

  /**
   * Makes a monitor. One with a pinned baseline is of that run's prompt and dataset.
   *
   * @throws ServiceException of kind {@code INVALID}
   */
  public Monitor create(MonitorDraft draft, Actor actor) {
    return storage.inTransaction(stores -> {
      MonitorCheck.check(draft, metricLimits, stores);
      Monitor monitor = monitor(scoped(draft, stores), ids.next(), clock.instant(), 1);
      stores.monitors().insert(monitor);
      record(stores, actor, "monitor.create", monitor.id(), Json.NULL, AlertJson.of(monitor));
      return monitor;
    });
  }

  /** Monitors, newest first. */
  public Page<Monitor> list(PageRequest page) {
    return storage.read(stores -> stores.monitors().list(page));
  }

  /**
   * One monitor.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public Monitor find(String id) {
    return storage.read(stores -> find(stores, id));
  }

  private static Monitor find(Stores stores, String id) {
    return stores
        .monitors()
        .find(id)
        .orElseThrow(() ->
            new ServiceException(Kind.NOT_FOUND, "LLM-ALR-031", MonitorWording.noMonitor(id)));
  }

  /**
   * Changes a monitor.
   *
   * @param seen the revision that the caller saw; empty when any will do
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code STALE} or {@code INVALID}
   */
  public Monitor change(
      String id, Optional<Long> seen, UnaryOperator<MonitorDraft> change, Actor actor) {
    return storage.inTransaction(stores -> {
      Monitor before = current(stores, id, seen);
      MonitorDraft draft = change.apply(draft(before));
      MonitorCheck.check(draft, metricLimits, stores);
      Monitor after = monitor(scoped(draft, stores), id, before.createdAt(), before.revision() + 1);
      stores.monitors().update(after);
      record(stores, actor, "monitor.change", id, AlertJson.of(before), AlertJson.of(after));
      return after;
    });
  }

  /**
   * Removes a monitor; its alerts stay until somebody resolves them.
   *
   * @param seen the revision that the caller saw; empty when any will do
   * @throws ServiceException of kind {@code NOT_FOUND} or {@code STALE}
   */
  public void remove(String id, Optional<Long> seen, Actor actor) {
    storage.inTransaction(stores -> {
      Monitor before = current(stores, id, seen);
      stores.monitors().delete(id);
      record(stores, actor, "monitor.remove", id, AlertJson.of(before), Json.NULL);
      return before;
    });
  }

  private static Monitor current(Stores stores, String id, Optional<Long> seen) {
    Monitor monitor = find(stores, id);
    if (seen.isPresent() && seen.get() != monitor.revision()) {
      throw ServiceException.stale(
          "LLM-ALR-032", MonitorWording.stale(monitor.revision()), Optional.of(monitor));
    }
    return monitor;
  }

  private void record(
      Stores stores, Actor actor, String action, String id, Json before, Json after) {
    audit.record(stores, actor, action, "monitor/" + id, before, after, "");
  }

  private static MonitorDraft scoped(MonitorDraft draft, Stores stores) {
    Optional<Run> pinned = draft.baselineRun().flatMap(stores.runs()::find);
    return new MonitorDraft(
        draft.kind(),
        draft.measure(),
        draft.limit(),
        draft.baselineRun(),
        draft.window(),
        draft.severity(),
        draft.prompt().or(() -> pinned.map(run -> run.spec().prompt())),
        draft.dataset().or(() -> pinned.map(run -> run.spec().dataset())),
        draft.provider(),
        draft.enabled());
  }

  private static Monitor monitor(MonitorDraft draft, String id, Instant createdAt, long revision) {
    return new Monitor(
        id,
        draft.kind(),
        draft.measure(),
        draft.limit(),
        draft.baselineRun(),
        draft.window(),
        draft.severity(),
        draft.prompt(),
        draft.dataset(),
        draft.provider(),
        draft.enabled(),
        createdAt,
        revision);
  }

  private static MonitorDraft draft(Monitor monitor) {
    return new MonitorDraft(
        monitor.kind(),
        monitor.measure(),
        monitor.limit(),
        monitor.baselineRun(),
        monitor.window(),
        monitor.severity(),
        monitor.prompt(),
        monitor.dataset(),
        monitor.provider(),
        monitor.enabled());
  }
}
