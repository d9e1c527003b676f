package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.job.Job;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.job.JobWorker;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Evaluates prompts and models against datasets: starts and cancels runs, shows and compares what
 * they found. Thread-safe.
 */
public final class Evaluator {

  private final StorageBackend storage;
  private final RunStarter starter;
  private final RunJournal journal;
  private final RunExecutor executor;
  private final RunComparer comparer;
  private final JobWorker worker;
  private final IdSource ids;
  private final Clock clock;
  private final RunAgain again;
  private final RunWatch watch = new RunWatch(this::progress);

  public Evaluator(
      StorageBackend storage,
      RunStarter starter,
      RunJournal journal,
      RunExecutor executor,
      RunComparer comparer,
      JobWorker worker,
      IdSource ids,
      Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.starter = Objects.requireNonNull(starter, "starter is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.again = new RunAgain(journal);
    this.executor = Objects.requireNonNull(executor, "executor is null");
    this.comparer = Objects.requireNonNull(comparer, "comparer is null");
    this.worker = Objects.requireNonNull(worker, "worker is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * Pins what the run evaluates and has it worked on, unless it is to wait for {@link #begin}.
   *
   * @return the pending run
   * @throws ServiceException of kind {@code INVALID} with everything that is wrong
   */
  public Run start(NewRun request, Actor actor) {
    Run run = starter.start(request, actor, (stores, started) -> {});
    worker.wake();
    return run;
  }

  /**
   * Has a pending run worked on.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} when the run is not
   *     pending or was told to begin before
   */
  public Run begin(String id, Actor actor) {
    Run run = storage.inTransaction(stores -> journal.release(stores, id, job(id), actor));
    worker.wake();
    return run;
  }

  private Job job(String runId) {
    return new Job(ids.next(), RunExecutor.KIND, runId, clock.instant(), 0);
  }

  /**
   * Cancels a run. What it has found so far is kept and summed up; cancelling it again changes
   * nothing.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} when the run has ended
   *     in another way
   */
  public Run cancel(String id, Actor actor) {
    Run cancelled = journal.cancel(id, actor);
    executor.stop(id);
    return journal.summarize(cancelled);
  }

  /**
   * Has a run that was cancelled or failed worked on again, where its stored results end.
   *
   * @return the run, pending again
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} when there is nothing
   *     to go on with
   */
  public Run resume(String id, Actor actor) {
    Run run = storage.inTransaction(stores -> again.resume(stores, id, job(id), actor));
    worker.wake();
    return run;
  }

  /**
   * Has the failed samples of a run worked on again, and no others. Their results are replaced; the
   * audit trail keeps why they failed.
   *
   * @return the run, pending again
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} when no sample failed
   *     or the run has not come to its end
   */
  public Run retryErrors(String id, Actor actor) {
    Run run = storage.inTransaction(stores -> again.retryErrors(stores, id, job(id), actor));
    worker.wake();
    return run;
  }

  /**
   * Deletes a run that has ended, with its results.
   *
   * @param revision the revision that is to be deleted; any when empty
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code CONFLICT} when it has not ended, or
   *     {@code STALE}
   */
  public void delete(String id, Optional<Long> revision, Actor actor) {
    storage.inTransaction(stores -> {
      journal.delete(stores, id, revision, actor);
      return id;
    });
  }

  /** Runs, newest first. */
  public Page<Run> list(RunStore.Filter filter, PageRequest page) {
    return storage.read(stores -> stores.runs().list(filter, page));
  }

  /**
   * One run.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public Run find(String id) {
    return storage.read(stores -> journal.find(stores, id));
  }

  /**
   * The results of a run in dataset order, of the given outcomes or of all when there are none
   * given.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public Page<SampleResult> results(String id, Set<SampleOutcome> outcomes, PageRequest page) {
    return storage.read(stores -> {
      journal.find(stores, id);
      return stores.runs().results(id, outcomes, page);
    });
  }

  /**
   * How far a run has got.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public RunProgress progress(String id) {
    // Asked for first: when the run ends in between, its summary counts.
    Optional<OutcomeCounts> live = executor.counts(id);
    Run run = find(id);
    if (run.summary().isPresent()) {
      RunSummary summary = run.summary().get();
      return new RunProgress(
          run.status(),
          summary.total(),
          summary.passed(),
          summary.scored() - summary.passed(),
          summary.failed(),
          summary.skipped(),
          true);
    }
    return live.orElseGet(() -> storedCounts(id)).progress(run.status(), run.totalSamples());
  }

  private OutcomeCounts storedCounts(String id) {
    return OutcomeCounts.of(storage.read(stores -> stores.runs().countResults(id)));
  }

  /**
   * Tells a listener how a run gets on until it has ended.
   *
   * @return what ends it before its time; may be run again
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public Runnable follow(String id, RunWatch.Listener listener) {
    find(id);
    return watch.follow(id, listener);
  }

  /**
   * Compares two runs on the same dataset version, sample by sample.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code CONFLICT} when one of them has not
   *     ended or scored nothing, or {@code INVALID} when they cannot be compared
   */
  public RunComparison compare(String baselineId, String candidateId) {
    return comparer.compare(find(baselineId), find(candidateId));
  }
}
