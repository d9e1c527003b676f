package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.job.Job;
import dev.llmops.service.job.JobHandler;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on runs as jobs of kind {@code run}, whose subject is the run's id. A run that was left
 * behind goes on where its stored results end. Thread-safe.
 */
public final class RunExecutor implements JobHandler {

  /** The kind of its jobs. */
  public static final String KIND = "run";

  private static final Logger log = LoggerFactory.getLogger(RunExecutor.class);

  private final StorageBackend storage;
  private final RunJournal journal;
  private final PromptRegistry prompts;
  private final Plugins plugins;
  private final List<RunListener> listeners;
  private final EvaluationSettings settings;
  private final Map<String, RunExecution> executions = new ConcurrentHashMap<>();

  /** The ways to the providers, shared by all runs, by instance name. */
  private final Map<String, ProviderGate> gates = new ConcurrentHashMap<>();

  /**
   * Places in which answers are scored by computing, over all runs: as many as the plugin host
   * computes at a time. A metric that waited for its turn there would use up its timeout waiting.
   */
  private final Semaphore scoring =
      new Semaphore(2 * Runtime.getRuntime().availableProcessors(), true);

  /** With those who are told of completed runs. */
  public RunExecutor(
      StorageBackend storage,
      RunJournal journal,
      PromptRegistry prompts,
      Plugins plugins,
      List<RunListener> listeners,
      EvaluationSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.listeners = List.copyOf(listeners);
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return settings.maxRuns();
  }

  @Override
  public Optional<Instant> work(Job job) throws InterruptedException {
    Optional<Run> begun = journal.begin(job.subject());
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    Run worked = begun.get().status() == RunStatus.RUNNING ? execute(begun.get()) : begun.get();
    Run run = journal.summarize(worked);
    if (begun.get().summary().isEmpty()) {
      listeners.forEach(listener -> listener.ended(run));
    }
    if (run.status() == RunStatus.COMPLETED) {
      // Before the job is done, so that a crash in between has them told again.
      for (RunListener listener : listeners) {
        listener.completed(run);
      }
    }
    return Optional.empty();
  }

  private Run execute(Run run) throws InterruptedException {
    RunParts parts;
    try {
      parts = RunParts.find(run.spec(), plugins, prompts);
    } catch (RunParts.Gone e) {
      return fail(run, e.getMessage());
    }
    ProviderGate gate = gates.computeIfAbsent(run.spec().provider().instance(), this::gate);
    SampleWorker worker = new SampleWorker(run.spec(), parts, settings, gate, scoring);
    RunExecution execution =
        new RunExecution(
            storage,
            run,
            worker,
            result -> listeners.forEach(listener -> listener.stored(run, result)),
            journal.left(run));
    executions.put(run.id(), execution);
    try {
      boolean finished = execution.work();
      if (execution.timedOut()) {
        Duration timeout = run.spec().limits().timeout().orElseThrow();
        return fail(
            run, "the run took longer than its timeout of " + timeout + "; resume it to go on");
      }
      if (execution.rest().isPresent()) {
        return fail(run, asksForRest(run, execution.rest().get()));
      }
      return finished ? finish(run, parts) : storage.read(stores -> journal.find(stores, run.id()));
    } catch (StorageException e) {
      // The job is tried again, and goes on where the stored results end.
      throw e;
    } catch (RuntimeException e) {
      log.error("Run {} cannot go on", run.id(), e);
      return fail(run, "the server made a mistake and has logged it: " + e);
    } finally {
      executions.remove(run.id(), execution);
    }
  }

  private static String asksForRest(Run run, Duration rest) {
    return "the provider \"%s\" asks to be left alone for %d s; resume the run after that"
        .formatted(run.spec().provider().instance(), rest.toSeconds());
  }

  private ProviderGate gate(String provider) {
    return new ProviderGate(
        settings.providers().getOrDefault(provider, ProviderLimit.NONE), ProviderGate.Pacing.REAL);
  }

  private Run finish(Run run, RunParts parts) {
    Optional<String> change = parts.changeSince(run.spec());
    if (change.isPresent()) {
      return fail(run, change.get());
    }
    RunSummary summary = journal.sum(run);
    if (summary.scored() == 0 && summary.failed() > 0) {
      return journal.fail(run.id(), reason(summary), summary);
    }
    return journal.complete(run.id(), summary);
  }

  private static String reason(RunSummary summary) {
    String most =
        summary.failureReasons().entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(entry -> "%s (%d times)".formatted(entry.getKey(), entry.getValue()))
            .orElse("unknown");
    return "no sample was scored; the most frequent reason is " + most;
  }

  private Run fail(Run run, String reason) {
    return journal.fail(run.id(), reason, journal.sum(run));
  }

  /** Stops the work on a run that was cancelled, where this server is at it. */
  void stop(String runId) {
    RunExecution execution = executions.get(runId);
    if (execution != null) {
      execution.stop();
    }
  }

  /** What is stored of a run so far; empty when this server is not at it. */
  Optional<OutcomeCounts> counts(String runId) {
    return Optional.ofNullable(executions.get(runId)).map(RunExecution::counts);
  }
}
