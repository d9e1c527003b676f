package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.job.Job;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.prompt.LabelChange;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes experiments, above all their status. While one changes, no observation of it is counted.
 * Thread-safe.
 */
final class Lifecycle {

  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  private final StorageBackend storage;
  private final LiveExperiments experiments;
  private final PromptRegistry prompts;
  private final References references;
  private final ExposureBuffer exposures;
  private final Looks looks;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Clock clock;

  Lifecycle(
      StorageBackend storage,
      LiveExperiments experiments,
      PromptRegistry prompts,
      References references,
      ExposureBuffer exposures,
      Looks looks,
      AuditTrail audit,
      IdSource ids,
      Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.experiments = Objects.requireNonNull(experiments, "experiments is null");
    this.prompts = Objects.requireNonNull(prompts, "prompts is null");
    this.references = Objects.requireNonNull(references, "references is null");
    this.exposures = Objects.requireNonNull(exposures, "exposures is null");
    this.looks = Objects.requireNonNull(looks, "looks is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /** The name of a status on the wire. */
  static String name(ExperimentStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  Experiment start(LiveExperiment live, StatusChange change) {
    return move(
        live,
        Transition.START.wireName(),
        Transition.START::require,
        change,
        before ->
            before.status() == ExperimentStatus.DRAFT
                ? started(before)
                : Steps.going(before, ExperimentStatus.RUNNING),
        this::commit);
  }

  Experiment pause(LiveExperiment live, StatusChange change) {
    return move(
        live,
        Transition.PAUSE.wireName(),
        Transition.PAUSE::require,
        change,
        before -> Steps.going(before, ExperimentStatus.PAUSED),
        this::commit);
  }

  Experiment cancel(LiveExperiment live, StatusChange change) {
    return move(
        live,
        Transition.CANCEL.wireName(),
        Transition.CANCEL::require,
        change,
        before -> Steps.cancelled(before, clock.instant()),
        this::commit);
  }

  Experiment complete(LiveExperiment live, Completion completion, StatusChange change) {
    return move(
        live,
        Transition.COMPLETE.wireName(),
        Transition.COMPLETE::require,
        change,
        before -> {
          completion.check(before);
          Instant now = clock.instant();
          Experiment unfrozen = Steps.completed(before, now, completion.winner(), Json.NULL);
          Json result = looks.look(unfrozen).toFrozenJson();
          return Steps.completed(before, now, completion.winner(), result);
        },
        (after, write) -> promote(after, completion, change, write));
  }

  /**
   * Changes what an experiment is, not its status.
   *
   * @param action what the history calls it
   * @param allowed throws when the experiment must not be changed
   */
  Experiment edit(
      LiveExperiment live,
      String action,
      Consumer<Experiment> allowed,
      UnaryOperator<Experiment> next,
      StatusChange change) {
    return move(live, action, allowed, change, next, this::commit);
  }

  /** Takes away an experiment that takes no observations; a job removes what it has collected. */
  void delete(LiveExperiment live, StatusChange change) {
    live.gate().writeLock().lock();
    try {
      Experiment last = live.experiment();
      requireRevision(last, change.expectedRevision());
      requireIdle(last);
      exposures.flush();
      storage.inTransaction(stores -> {
        stores.experiments().withdraw(last.id(), last.revision());
        queueCheck(stores, last.id() + "/deleted");
        queue(stores, ExperimentRemoval.KIND, last.id());
        audit.record(
            stores,
            change.actor(),
            "experiment.delete",
            "experiment/" + last.id(),
            ExperimentJson.of(last),
            Json.NULL,
            change.reason());
        return last;
      });
      experiments.remove(live);
    } catch (StorageException e) {
      RuntimeException refusal = refused(live, e);
      if (experiments.find(live.id()).isPresent()
          || e.kind() != StorageException.Kind.OUTCOME_UNKNOWN) {
        throw refusal;
      }
    } finally {
      live.gate().writeLock().unlock();
    }
  }

  private static void requireIdle(Experiment experiment) {
    if (experiment.status() == ExperimentStatus.RUNNING
        || experiment.status() == ExperimentStatus.PAUSED) {
      throw new ServiceException(
          ServiceException.Kind.CONFLICT,
          ExperimentCodes.DELETE_REFUSED,
          "experiment "
              + experiment.name()
              + " is "
              + name(experiment.status())
              + "; complete or cancel it before it is deleted");
    }
  }

  private Experiment promote(
      Experiment after, Completion completion, StatusChange change, Consumer<Stores> write) {
    if (completion.promote()) {
      PromptReference winner =
          after.variant(completion.winner().orElseThrow()).orElseThrow().prompt().orElseThrow();
      String reason =
          change.reason().isBlank() ? "winner of experiment " + after.name() : change.reason();
      prompts.setLabel(
          LabelChange.to(winner.name(), completion.label(), winner.ref(), reason),
          change.actor(),
          write);
      return after;
    }
    return commit(after, write);
  }

  private Experiment commit(Experiment after, Consumer<Stores> write) {
    return storage.inTransaction(stores -> {
      write.accept(stores);
      return after;
    });
  }

  /** Makes the change durable, perhaps together with another one. */
  @FunctionalInterface
  private interface Commit {
    Experiment apply(Experiment after, Consumer<Stores> write);
  }

  private Experiment move(
      LiveExperiment live,
      String action,
      Consumer<Experiment> allowed,
      StatusChange change,
      UnaryOperator<Experiment> next,
      Commit commit) {
    live.gate().writeLock().lock();
    try {
      Experiment before = live.experiment();
      requireRevision(before, change.expectedRevision());
      allowed.accept(before);
      exposures.flush();
      Experiment after = next.apply(before);
      commit.apply(after, stores -> write(stores, action, before, after, change));
      experiments.replace(live, after);
      return after;
    } catch (StorageException e) {
      throw refused(live, e);
    } finally {
      live.gate().writeLock().unlock();
    }
  }

  private void write(
      Stores stores, String action, Experiment before, Experiment after, StatusChange change) {
    stores.experiments().update(after);
    stores
        .experiments()
        .insertChange(
            History.change(
                Optional.of(before),
                after,
                action,
                change.actor(),
                change.reason(),
                clock.instant()));
    audit.record(
        stores,
        change.actor(),
        "experiment." + action,
        "experiment/" + after.id(),
        ExperimentJson.of(before),
        ExperimentJson.of(after),
        change.reason());
    if (after.status() != before.status()) {
      queueCheck(stores, after);
      if (after.status() == ExperimentStatus.COMPLETED) {
        Looks.keepFinal(stores, after);
      }
    }
  }

  /** The checks of an experiment go on from its first start; its end is a matter of its own. */
  private void queueCheck(Stores stores, Experiment experiment) {
    switch (experiment.status()) {
      case RUNNING -> queueCheck(stores, experiment.id());
      case COMPLETED, CANCELLED -> queueCheck(stores, experiment.id() + "/end");
      case DRAFT, PAUSED -> {}
    }
  }

  private void queueCheck(Stores stores, String subject) {
    queue(stores, ExperimentManager.CHECK, subject);
  }

  private void queue(Stores stores, String kind, String subject) {
    stores.jobs().enqueue(new Job(ids.next(), kind, subject, clock.instant(), 0));
  }

  /**
   * What is in memory may no longer be what is stored: another server changed it, or a commit has
   * an unknown outcome.
   */
  private RuntimeException refused(LiveExperiment live, StorageException failure) {
    if (failure.kind() != StorageException.Kind.STALE
        && failure.kind() != StorageException.Kind.OUTCOME_UNKNOWN) {
      return failure;
    }
    try {
      storage
          .read(stores -> stores.experiments().find(live.id()))
          .ifPresentOrElse(
              stored -> experiments.replace(live, stored), () -> experiments.remove(live));
    } catch (StorageException e) {
      log.warn(
          "Experiment {} may have changed and could not be read; it is served as it was",
          live.id(),
          e);
    }
    return failure.kind() == StorageException.Kind.STALE
        ? stale(experiments.get(live.id()).experiment())
        : failure;
  }

  private static void requireRevision(Experiment experiment, Optional<Long> expected) {
    if (expected.isPresent() && expected.get() != experiment.revision()) {
      throw stale(experiment);
    }
  }

  private static ServiceException stale(Experiment experiment) {
    return ServiceException.stale(
        ExperimentCodes.STALE_EXPERIMENT,
        "experiment "
            + experiment.name()
            + " has been changed: it is "
            + name(experiment.status())
            + " in revision "
            + experiment.revision()
            + "; read it again and decide anew",
        Optional.of(experiment));
  }

  private Experiment started(Experiment draft) {
    Problems problems = new Problems();
    for (int i = 0; i < draft.variants().size(); i++) {
      String pointer = "/variants/" + i;
      Variant variant = draft.variants().get(i);
      variant
          .prompt()
          .ifPresent(prompt -> references.checkPrompt(prompt, pointer + "/prompt", problems));
      variant
          .provider()
          .ifPresent(
              provider -> references.checkProvider(provider, pointer + "/provider", problems));
    }
    for (int i = 0; i < draft.metrics().size(); i++) {
      ExperimentMetric metric = draft.metrics().get(i);
      references.checkTest(metric.test(), metric.kind(), "/metrics/" + i + "/test", problems);
    }
    problems.throwIfAny(ExperimentCodes.NOT_STARTABLE, "experiment " + draft.name());
    List<Variant> pinned = draft.variants().stream().map(this::pinned).toList();
    return Steps.started(draft, pinned, clock.instant());
  }

  private Variant pinned(Variant variant) {
    return new Variant(
        variant.name(),
        variant.description(),
        variant.control(),
        variant.share(),
        variant.prompt().map(references::pinned),
        variant.provider(),
        variant.model(),
        variant.parameters());
  }
}
