package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns drafts into experiments. An id or a name that exists is never given again. Thread-safe. */
final class Creation {

  private static final Logger log = LoggerFactory.getLogger(Creation.class);

  private final StorageBackend storage;
  private final PromptRegistry prompts;
  private final LiveExperiments experiments;
  private final References references;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Clock clock;
  private final ExperimentSettings settings;

  Creation(
      StorageBackend storage,
      PromptRegistry prompts,
      LiveExperiments experiments,
      References references,
      AuditTrail audit,
      IdSource ids,
      Clock clock,
      ExperimentSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.experiments = Objects.requireNonNull(experiments, "experiments is null");
    this.references = Objects.requireNonNull(references, "references is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  /** Finds everything that is wrong with a draft; throws {@code INVALID}. */
  Experiment check(NewExperiment draft) {
    return check(draft, references);
  }

  private Experiment check(NewExperiment draft, References known) {
    return ExperimentDraft.check(draft, settings, known, ids.next(), ids.salt(), clock.instant());
  }

  Experiment create(NewExperiment draft, Actor actor) {
    return create(check(draft), actor, this::commit);
  }

  /** Creates an experiment between models. */
  Experiment create(ModelComparison comparison, Actor actor) {
    Problems problems = comparison.check();
    Optional<Experiment> checked =
        checked(comparison.toExperiment(), references, comparison::pointer, problems);
    problems.throwIfAny(ExperimentCodes.INVALID_COMPARISON, "the comparison");
    return create(checked.orElseThrow(), actor, this::commit);
  }

  private void commit(Consumer<Stores> write) {
    storage.inTransaction(stores -> {
      write.accept(stores);
      return stores;
    });
  }

  /** Creates an experiment and those of its versions that do not exist yet, or nothing. */
  Experiment create(PromptComparison comparison, Actor actor) {
    Problems problems = comparison.check(this::pinned, prompts::checkAlone);
    Optional<Experiment> checked =
        checked(
            comparison.toExperiment(this::pinned),
            references.expecting(comparison.coming()),
            PromptComparison::pointer,
            problems);
    problems.throwIfAny(ExperimentCodes.INVALID_COMPARISON, "the comparison");
    return create(
        checked.orElseThrow(),
        actor,
        write -> prompts.createAll(comparison.versions(), actor, write));
  }

  /**
   * Checks what a comparison comes to.
   *
   * @param pointer says where in the comparison a place in the experiment is
   * @param problems gets what is wrong, each thing once though it is in every variant
   */
  private Optional<Experiment> checked(
      NewExperiment draft, References known, UnaryOperator<String> pointer, Problems problems) {
    try {
      return Optional.of(check(draft, known));
    } catch (ServiceException e) {
      if (e.kind() != Kind.INVALID) {
        throw e;
      }
      e.problems().stream()
          .map(problem -> new Problem(pointer.apply(problem.pointer()), problem.message()))
          .distinct()
          .forEach(problem -> problems.add(problem.pointer(), problem.message()));
      return Optional.empty();
    }
  }

  /** What leads to no version stays as it is, for the check of the draft to say so. */
  private PromptReference pinned(PromptReference reference) {
    try {
      return references.pinned(reference);
    } catch (ServiceException e) {
      return reference;
    }
  }

  /**
   * Creates what was checked.
   *
   * @param commit runs what it is given in a transaction, perhaps together with other changes
   */
  private Experiment create(Experiment checked, Actor actor, Consumer<Consumer<Stores>> commit) {
    if (experiments.find(checked.name()).isPresent()) {
      throw nameTaken(checked.name());
    }
    try {
      commit.accept(stores -> write(stores, checked, actor));
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.DUPLICATE) {
        throw nameTaken(checked.name());
      }
      if (e.kind() == StorageException.Kind.OUTCOME_UNKNOWN) {
        addIfStored(checked.id());
      }
      throw e;
    }
    experiments.add(checked);
    return checked;
  }

  private void write(Stores stores, Experiment experiment, Actor actor) {
    stores.experiments().insert(experiment);
    stores
        .experiments()
        .insertChange(
            History.change(Optional.empty(), experiment, "create", actor, "", clock.instant()));
    audit.record(
        stores,
        actor,
        "experiment.create",
        "experiment/" + experiment.id(),
        Json.NULL,
        ExperimentJson.of(experiment),
        "");
  }

  private void addIfStored(String id) {
    try {
      storage.read(stores -> stores.experiments().find(id)).ifPresent(experiments::add);
    } catch (StorageException e) {
      log.warn(
          "Experiment {} may have been created and could not be read; it is served after the next start",
          id,
          e);
    }
  }

  static ServiceException nameTaken(String name) {
    return new ServiceException(
        Kind.CONFLICT,
        ExperimentCodes.NAME_TAKEN,
        "there is an experiment " + name + " already; choose another name");
  }
}
