package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.experiment.analysis.Analyst;
import dev.llmops.service.experiment.analysis.ExperimentResult;
import dev.llmops.service.experiment.analysis.Posteriors;
import dev.llmops.service.experiment.analysis.SegmentedResult;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Runs A/B experiments: assigns units to variants, counts what is observed of them, and says what
 * that means. Experiments are named by their id or their name. Thread-safe.
 */
public final class ExperimentManager implements AutoCloseable {

  /**
   * The kind of the jobs in which somebody looks at an experiment. Their subject begins with its
   * id, which a slash ends or nothing.
   */
  public static final String CHECK = "experiment-check";

  private static final int MOST_PENDING_EXPOSURES = 10_000;

  private final StorageBackend storage;
  private final Clock clock;
  private final LiveExperiments experiments = new LiveExperiments();
  private final Creation creation;
  private final ExposureBuffer exposures;
  private final ObservationRecorder recorder;
  private final Looks looks;
  private final Segments segments;
  private final Lifecycle lifecycle;
  private final Assigner assigner;
  private final Overrides overrides;

  /** Loads all experiments and begins to write exposures. */
  public ExperimentManager(
      StorageBackend storage,
      PromptRegistry prompts,
      Plugins plugins,
      AuditTrail audit,
      IdSource ids,
      Clock clock,
      ExperimentSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    experiments.load(storage);
    References references = new References(prompts, plugins);
    this.creation =
        new Creation(storage, prompts, experiments, references, audit, ids, clock, settings);
    Analyst analyst = new Analyst(plugins);
    this.looks = new Looks(storage, analyst, new Posteriors(plugins), clock);
    this.segments = new Segments(storage, analyst, clock);
    this.exposures = new ExposureBuffer(storage, audit, MOST_PENDING_EXPOSURES);
    this.recorder = new ObservationRecorder(storage, experiments, exposures, audit, clock);
    this.lifecycle =
        new Lifecycle(
            storage, experiments, prompts, references, exposures, looks, audit, ids, clock);
    this.assigner = new Assigner(exposures, clock);
    this.overrides = new Overrides(storage, exposures, audit, clock);
  }

  /**
   * Creates an experiment in status draft.
   *
   * @throws ServiceException {@code INVALID} with everything that is wrong, or {@code CONFLICT}
   *     when the name is taken
   */
  public Experiment create(NewExperiment draft, Actor actor) {
    return creation.create(draft, actor);
  }

  /**
   * Creates an experiment between models, in status draft.
   *
   * @throws ServiceException as {@link #create}
   */
  public Experiment compareModels(ModelComparison comparison, Actor actor) {
    return creation.create(comparison, actor);
  }

  /**
   * Creates an experiment between two prompt versions, in status draft, together with those of them
   * that do not exist yet: all of it or nothing.
   *
   * @throws ServiceException as {@link #create}, and {@code CONFLICT} when a version to create
   *     exists
   */
  public Experiment comparePrompts(PromptComparison comparison, Actor actor) {
    return creation.create(comparison, actor);
  }

  /**
   * Changes what an experiment is: a draft in everything, any other in its description and
   * metadata; the traffic of one that runs or is paused can grow.
   *
   * @param expectedRevision the revision it must have; empty to change it whatever it is
   * @throws ServiceException {@code INVALID}, {@code CONFLICT}, {@code STALE} or {@code NOT_FOUND}
   */
  public Experiment edit(
      String experiment, ExperimentEdit edit, Actor actor, Optional<Long> expectedRevision) {
    LiveExperiment live = experiments.get(experiment);
    edit.name()
        .flatMap(experiments::find)
        .filter(other -> other != live)
        .ifPresent(other -> {
          throw Creation.nameTaken(edit.name().orElseThrow());
        });
    try {
      return lifecycle.edit(
          live,
          edit.action(live.experiment()),
          edit::require,
          last -> Steps.edited(last, design(live.state(), edit)),
          new StatusChange(actor, edit.reason(), expectedRevision));
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.DUPLICATE) {
        throw Creation.nameTaken(edit.name().orElse(live.experiment().name()));
      }
      throw e;
    }
  }

  private Experiment design(LiveExperiment.State state, ExperimentEdit edit) {
    Experiment last = state.experiment();
    if (last.status() == ExperimentStatus.DRAFT) {
      Experiment edited = creation.check(edit.applyTo(last));
      Overrides.requireVariantsOf(state, edited);
      return edited;
    }
    Experiment noted = Steps.noted(last, edit);
    ExperimentDraft.checkNotes(noted);
    return noted;
  }

  /**
   * Deletes an experiment that is a draft or has ended. It is out of sight at once; everything it
   * has collected is removed by {@link ExperimentRemoval}. What was done with it stays in the audit
   * trail.
   *
   * @throws ServiceException {@code CONFLICT}, {@code STALE} or {@code NOT_FOUND}
   */
  public void delete(String experiment, StatusChange change) {
    lifecycle.delete(experiments.get(experiment), change);
  }

  /**
   * Starts a draft, whose prompts are pinned to exact versions now, or resumes a paused experiment.
   *
   * @throws ServiceException {@code INVALID} when something it refers to is gone, {@code CONFLICT},
   *     {@code STALE} or {@code NOT_FOUND}
   */
  public Experiment start(String experiment, StatusChange change) {
    return lifecycle.start(experiments.get(experiment), change);
  }

  /**
   * Pauses a running experiment: the control is served and nobody is exposed; units exposed before
   * can still be observed.
   */
  public Experiment pause(String experiment, StatusChange change) {
    return lifecycle.pause(experiments.get(experiment), change);
  }

  /**
   * Completes a running or paused experiment and freezes its result. Promoting the winner moves the
   * label in the same transaction.
   *
   * @throws ServiceException {@code INVALID} for an impossible winner, {@code CONFLICT}, {@code
   *     STALE} or {@code NOT_FOUND}
   */
  public Experiment complete(String experiment, Completion completion, StatusChange change) {
    return lifecycle.complete(experiments.get(experiment), completion, change);
  }

  /** Cancels an experiment that has not ended. */
  public Experiment cancel(String experiment, StatusChange change) {
    return lifecycle.cancel(experiments.get(experiment), change);
  }

  /** One experiment; throws {@code NOT_FOUND} with near names. */
  public Experiment find(String experiment) {
    return experiments.get(experiment).experiment();
  }

  /** Experiments, newest first, of one status or of all. */
  public Page<Experiment> list(Optional<ExperimentStatus> status, PageRequest page) {
    return storage.read(stores -> stores.experiments().list(status, page));
  }

  /**
   * What was done with an experiment, by whom and why, newest first.
   *
   * @throws ServiceException {@code NOT_FOUND}
   */
  public Page<ExperimentChange> history(String experiment, PageRequest page) {
    String id = find(experiment).id();
    return storage.read(stores -> stores.experiments().changes(id, page));
  }

  /**
   * Gives a unit a variant by hand for as long as the experiment runs or is paused. What the unit
   * has contributed is taken out of all counts, and nothing of it is counted from then on.
   *
   * @throws ServiceException {@code INVALID}, {@code CONFLICT} when the experiment has ended or has
   *     10,000 overrides, or {@code NOT_FOUND}
   */
  public VariantOverride override(String experiment, String unit, NewOverride asked, Actor actor) {
    return overrides.put(experiments.get(experiment), unit, asked, actor);
  }

  /**
   * Lets the split decide about a unit again. The unit stays out of all counts unless the
   * experiment is a draft.
   *
   * @throws ServiceException {@code NOT_FOUND}, or {@code CONFLICT} when the experiment has ended
   */
  public void release(String experiment, String unit, String reason, Actor actor) {
    overrides.release(experiments.get(experiment), unit, reason, actor);
  }

  /**
   * The units that were given a variant by hand, those that were released too, by unit.
   *
   * @throws ServiceException {@code NOT_FOUND}
   */
  public Page<VariantOverride> overrides(String experiment, PageRequest page) {
    return overrides.list(find(experiment).id(), page);
  }

  /**
   * How many units each variant was assigned to, up to this moment.
   *
   * @throws ServiceException {@code NOT_FOUND}
   */
  public AssignmentCounts assignmentCounts(String experiment) {
    Experiment current = flushed(experiment);
    return AssignmentCounts.of(
        current, storage.read(stores -> stores.experiments().exposureCounts(current.id())));
  }

  /** Says what to serve to a unit of which nothing is known. */
  public Assignment assign(String experiment, String unit, Actor actor) {
    return assign(experiment, unit, Map.of(), actor);
  }

  /**
   * Says what to serve to a unit. Within an epoch a unit always gets the same variant, on every
   * server and after every restart. The exposure is durable within 100 ms. Waits while a running
   * experiment changes.
   *
   * @param unit the randomisation unit, such as a user id: not blank, at most 256 characters
   * @param attributes what is known of the unit, for the experiment's conditions; of it, only the
   *     attributes by which its results are broken down are kept, as they are at the first
   *     assignment
   * @param actor who asks
   * @throws ServiceException {@code INVALID} for an unusable unit or attribute, {@code CONFLICT}
   *     when the experiment is a draft or cancelled, or {@code NOT_FOUND}
   */
  public Assignment assign(
      String experiment, String unit, Map<String, Json> attributes, Actor actor) {
    return assigner.assign(experiments.get(experiment), unit, attributes, actor);
  }

  /**
   * Counts observations. What is reported as accepted is durable, and sending it again counts
   * nothing twice.
   *
   * @param batch at most 10,000 observations, each judged by itself
   * @param actor who sent them
   * @throws ServiceException {@code TOO_LARGE}
   */
  public RecordResult record(List<NewObservation> batch, Actor actor) {
    return recorder.record(batch, actor);
  }

  /**
   * What an experiment shows, up to this moment, as JSON: {@code experiment, name, status, frozen,
   * winner, at, window, units, observations, confidence, minSamples, sampleRatio, metrics,
   * decision}. Of a completed experiment it is what was frozen at completion, and of no other is
   * {@code frozen} true.
   */
  public Json results(String experiment) {
    Experiment current = flushed(experiment);
    return current.result().isNull() ? looks.look(current).toJson() : current.result();
  }

  /**
   * What an experiment shows in groups of its units, up to this moment.
   *
   * @param attribute one of those by which results can be broken down
   * @throws ServiceException {@code NOT_FOUND} for another attribute, or {@code INVALID} when it
   *     has more than 1,000 values
   */
  public SegmentedResult segments(String experiment, String attribute) {
    return segments.look(flushed(experiment), attribute);
  }

  /**
   * The {@link #results} with a field {@code posterior} in every comparison: how likely the
   * treatment is better, and what is expected to be lost by choosing it, as {@code
   * bayesian-proportion} and {@code bayesian-mean} say. Nothing is decided by it.
   */
  public Json resultsWithPosteriors(String experiment) {
    return looks.lookWithPosteriors(flushed(experiment));
  }

  /** What an experiment shows now, kept among its looks where it tells something new. */
  public ExperimentResult look(Experiment experiment) {
    exposures.flush();
    ExperimentResult result = looks.look(experiment);
    looks.keep(result);
    return result;
  }

  /** An experiment, of which every exposure up to this moment is stored. */
  private Experiment flushed(String experiment) {
    Experiment found = find(experiment);
    exposures.flush();
    return found;
  }

  /**
   * What an experiment showed in the course of time, newest first: looks of the server, at its
   * interval, whose numbers are new, thinned out the longer it runs, and what it ended with.
   *
   * @throws ServiceException {@code NOT_FOUND}
   */
  public Page<ExperimentLook> looks(String experiment, PageRequest page) {
    String id = find(experiment).id();
    return storage.read(stores -> stores.experiments().looks(id, page));
  }

  /** Stops the background writing and writes the exposures that are left. */
  @Override
  public void close() {
    exposures.close();
  }
}
