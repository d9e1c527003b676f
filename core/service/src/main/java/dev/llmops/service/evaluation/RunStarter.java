package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.job.Job;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Makes runs of what is asked for. Thread-safe. */
public final class RunStarter {

  private final StorageBackend storage;
  private final RunPlanner planner;
  private final RunJournal journal;
  private final IdSource ids;
  private final Clock clock;

  public RunStarter(
      StorageBackend storage, RunPlanner planner, RunJournal journal, IdSource ids, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.planner = Objects.requireNonNull(planner, "planner is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * Makes sure that a run could be started now.
   *
   * @throws ServiceException of kind {@code INVALID} with everything that is wrong
   */
  public void check(NewRun request) {
    planner.plan(request);
  }

  /**
   * Pins what the run evaluates and stores it, together with other changes: all of it happens or
   * nothing. Unless the run is to wait, it is queued.
   *
   * @param alongside the other changes, in the same transaction; may run more than once
   * @return the pending run
   * @throws ServiceException of kind {@code INVALID} with everything that is wrong
   */
  public Run start(NewRun request, Actor actor, BiConsumer<Stores, Run> alongside) {
    RunPlanner.Plan plan = planner.plan(request);
    Run run =
        new Run(
            ids.next(),
            plan.name(),
            request.notes().description(),
            request.notes().metadata(),
            plan.spec(),
            RunStatus.PENDING,
            plan.samples(),
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            1);
    storage.inTransaction(stores -> {
      journal.create(stores, run, actor);
      if (request.start()) {
        stores.jobs().enqueue(new Job(ids.next(), RunExecutor.KIND, run.id(), clock.instant(), 0));
      }
      alongside.accept(stores, run);
      return run;
    });
    return run;
  }
}
