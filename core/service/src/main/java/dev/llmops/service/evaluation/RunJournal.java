package dev.llmops.service.evaluation;

import dev.llmops.model.alert.Monitor;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.job.Job;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;

/** Reads runs and moves them through their life, each step with its audit entry. Thread-safe. */
public final class RunJournal {

  private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE / 2);

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final Clock clock;

  public RunJournal(StorageBackend storage, AuditTrail audit, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * One run.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  Run find(Stores stores, String id) {
    return stores
        .runs()
        .find(id)
        .orElseThrow(() ->
            new ServiceException(Kind.NOT_FOUND, "LLM-EVL-004", "there is no run \"" + id + "\""));
  }

  void create(Stores stores, Run run, Actor actor) {
    stores.runs().insert(run);
    audit.record(stores, actor, "run.create", resource(run), Json.NULL, describe(run), "");
  }

  /**
   * Queues a pending run that waits to be told to start, and writes that down.
   *
   * @param job the work on it
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} when it is not pending
   *     or was told before
   */
  Run release(Stores stores, String id, Job job, Actor actor) {
    Run run = find(stores, id);
    if (run.status() != RunStatus.PENDING) {
      throw new ServiceException(
          Kind.CONFLICT,
          "LLM-EVL-006",
          "the run is %s already; only a pending run can be started".formatted(name(run.status())));
    }
    if (!stores.jobs().enqueue(job)) {
      throw new ServiceException(
          Kind.CONFLICT,
          "LLM-EVL-006",
          "the run was started already and is about to be worked on; nothing needs to be done");
    }
    audit.record(stores, actor, "run.start", resource(run), describe(run), describe(run), "");
    return run;
  }

  /**
   * Takes a final run back to pending and queues it.
   *
   * @param action what the audit trail calls it
   * @param before what it says of the state before
   * @param job the work on it
   * @throws ServiceException of kind {@code CONFLICT} when the work on it is still being wound up
   */
  Run reopen(Stores stores, Run run, String action, Json before, Job job, Actor actor) {
    if (!stores.jobs().enqueue(job)) {
      throw new ServiceException(
          Kind.CONFLICT,
          "LLM-EVL-013",
          "the work on the run is still being wound up; try again in a moment");
    }
    Run pending =
        change(run, RunStatus.PENDING, Optional.empty(), Optional.empty(), Optional.empty());
    stores.runs().update(pending);
    audit.record(stores, actor, action, resource(run), before, describe(pending), "");
    return pending;
  }

  /**
   * Deletes a run that has ended and that no monitor compares with.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code CONFLICT} or {@code STALE}
   */
  void delete(Stores stores, String id, Optional<Long> revision, Actor actor) {
    Run run = find(stores, id);
    if (revision.isPresent() && revision.get() != run.revision()) {
      throw new ServiceException(
          Kind.STALE, "LLM-EVL-014", "the run has changed; read it again before you delete it");
    }
    if (!run.status().isFinal()) {
      throw new ServiceException(
          Kind.CONFLICT,
          "LLM-EVL-015",
          "the run is %s; cancel it before you delete it".formatted(name(run.status())));
    }
    for (Monitor monitor : stores.monitors().all()) {
      if (monitor.baselineRun().equals(Optional.of(id))) {
        throw new ServiceException(
            Kind.CONFLICT,
            "LLM-EVL-017",
            "the monitor \"%s\" compares with the run; give it another baseline or delete it first"
                .formatted(monitor.id()));
      }
    }
    stores.firings().keepTokens(id, EnumSet.allOf(SampleOutcome.class));
    stores.runs().delete(id);
    audit.record(stores, actor, "run.delete", resource(run), describe(run), Json.NULL, "");
  }

  /** Moves a pending run to running; leaves any other as it is. Empty when it is gone. */
  Optional<Run> begin(String id) {
    return storage.inTransaction(stores ->
        stores
            .runs()
            .find(id)
            .map(run ->
                run.status() == RunStatus.PENDING
                    ? move(
                        stores,
                        run,
                        RunStatus.RUNNING,
                        Optional.empty(),
                        Optional.empty(),
                        Actor.SYSTEM)
                    : run));
  }

  /**
   * How long a running run may still take; not positive when it is too late. The time during which
   * no server was at it counts, or a run that is left behind again and again would never end.
   */
  Duration left(Run run) {
    return run.spec()
        .limits()
        .timeout()
        .map(timeout ->
            timeout.minus(Duration.between(run.startedAt().orElseThrow(), clock.instant())))
        .orElse(NO_LIMIT);
  }

  /** Ends a running run that went through; leaves one that is final already as it is. */
  Run complete(String id, RunSummary summary) {
    return end(id, RunStatus.COMPLETED, Optional.empty(), summary);
  }

  /** Ends a running run that could not go on; leaves one that is final already as it is. */
  Run fail(String id, String reason, RunSummary summary) {
    return end(id, RunStatus.FAILED, Optional.of(reason), summary);
  }

  private Run end(String id, RunStatus status, Optional<String> failure, RunSummary summary) {
    return storage.inTransaction(stores -> {
      Run run = find(stores, id);
      return run.status().isFinal()
          ? run
          : move(stores, run, status, failure, Optional.of(summary), Actor.SYSTEM);
    });
  }

  /**
   * Cancels a run that is not final. It gets no results any more; {@link #summarize} then sums up
   * those it has.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} when the run has ended
   *     in another way
   */
  Run cancel(String id, Actor actor) {
    return storage.inTransaction(stores -> {
      Run run = find(stores, id);
      if (run.status() == RunStatus.CANCELLED) {
        return run;
      }
      if (run.status().isFinal()) {
        throw new ServiceException(
            Kind.CONFLICT,
            "LLM-EVL-005",
            "the run is %s already and cannot be cancelled".formatted(name(run.status())));
      }
      return move(stores, run, RunStatus.CANCELLED, Optional.empty(), Optional.empty(), actor);
    });
  }

  /** Gives a final run its summary where it has none yet. */
  Run summarize(Run run) {
    if (run.summary().isPresent()) {
      return run;
    }
    RunSummary summary = sum(run);
    return storage.inTransaction(stores -> {
      Run current = find(stores, run.id());
      if (current.summary().isPresent()) {
        return current;
      }
      Run complete =
          change(
              current,
              current.status(),
              current.endedAt(),
              current.failure(),
              Optional.of(summary));
      stores.runs().update(complete);
      audit.record(
          stores,
          Actor.SYSTEM,
          "run.summarize",
          resource(current),
          describe(current),
          describe(complete),
          "");
      return complete;
    });
  }

  /** Sums up what is stored. */
  RunSummary sum(Run run) {
    RunSummarizer summarizer = new RunSummarizer(run);
    storage.read(stores -> {
      stores.runs().forEachResult(run.id(), summarizer::add);
      return run;
    });
    return summarizer.summary();
  }

  private Run move(
      Stores stores,
      Run run,
      RunStatus status,
      Optional<String> failure,
      Optional<RunSummary> summary,
      Actor actor) {
    Optional<Instant> endedAt = status.isFinal() ? Optional.of(clock.instant()) : Optional.empty();
    Run moved = change(run, status, endedAt, failure, summary);
    stores.runs().update(moved);
    audit.record(
        stores,
        actor,
        "run." + name(status),
        resource(run),
        describe(run),
        describe(moved),
        failure.orElse(""));
    return moved;
  }

  private Run change(
      Run run,
      RunStatus status,
      Optional<Instant> endedAt,
      Optional<String> failure,
      Optional<RunSummary> summary) {
    boolean begins = status == RunStatus.RUNNING && run.status() == RunStatus.PENDING;
    boolean ends = run.status() == RunStatus.RUNNING && endedAt.isPresent();
    Duration worked =
        ends
            ? run.worked().plus(Duration.between(run.startedAt().orElseThrow(), endedAt.get()))
            : run.worked();
    return new Run(
        run.id(),
        run.name(),
        run.description(),
        run.metadata(),
        run.spec(),
        status,
        run.totalSamples(),
        run.createdAt(),
        begins ? Optional.of(clock.instant()) : run.startedAt(),
        endedAt,
        worked,
        failure,
        summary,
        run.revision() + 1);
  }

  static String name(RunStatus status) {
    return switch (status) {
      case PENDING -> "pending";
      case RUNNING -> "running";
      case COMPLETED -> "completed";
      case FAILED -> "failed";
      case CANCELLED -> "cancelled";
    };
  }

  private static String resource(Run run) {
    return "run/" + run.id();
  }

  /** What the audit trail says of a run. */
  static Json describe(Run run) {
    return facts(run).json();
  }

  static Facts facts(Run run) {
    Facts facts =
        new Facts()
            .with("name", run.name())
            .with("status", name(run.status()))
            .with("prompt", run.spec().prompt())
            .with("promptVersion", run.spec().promptVersion())
            .with("dataset", run.spec().dataset())
            .with("datasetVersion", run.spec().datasetVersion())
            .with("provider", run.spec().provider().instance());
    facts.with("model", run.spec().model());
    run.summary()
        .ifPresent(summary ->
            facts
                .with("scored", summary.scored())
                .with("failed", summary.failed())
                .with("skipped", summary.skipped())
                .with("passRate", summary.passRate()));
    return facts;
  }
}
