package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Gives units variants by hand. What such a unit has contributed is taken out of all counts, and
 * nothing of it is counted from then on. Thread-safe.
 */
final class Overrides {

  /** As all of them are held in memory. */
  static final int MOST = 10_000;

  private final StorageBackend storage;
  private final ExposureBuffer exposures;
  private final AuditTrail audit;
  private final Clock clock;

  Overrides(StorageBackend storage, ExposureBuffer exposures, AuditTrail audit, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.exposures = Objects.requireNonNull(exposures, "exposures is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  VariantOverride put(LiveExperiment live, String unit, NewOverride asked, Actor actor) {
    Identifiers.problem("unit", unit)
        .ifPresent(problem -> {
          throw new ServiceException(Kind.INVALID, ExperimentCodes.INVALID_UNIT, problem);
        });
    return change(
        live,
        unit,
        actor,
        "experiment.override",
        (experiment, before) -> {
          requireVariant(experiment, asked.variant());
          requireRoom(live.state(), before);
          return override(experiment, unit, Optional.of(asked.variant()), actor, asked.reason());
        });
  }

  void release(LiveExperiment live, String unit, String reason, Actor actor) {
    change(
        live,
        unit,
        actor,
        "experiment.release",
        (experiment, before) -> {
          if (before.flatMap(VariantOverride::variant).isEmpty()) {
            throw new ServiceException(
                Kind.NOT_FOUND,
                ExperimentCodes.UNKNOWN_OVERRIDE,
                "experiment " + experiment.name() + " has no override of unit " + unit);
          }
          return override(experiment, unit, Optional.empty(), actor, reason);
        });
  }

  Page<VariantOverride> list(String experiment, PageRequest page) {
    return storage.read(stores -> stores.experiments().overrides(experiment, page));
  }

  /** Throws {@code INVALID} when a draft would lose a variant that a unit was given by hand. */
  static void requireVariantsOf(LiveExperiment.State state, Experiment edited) {
    Problems problems = new Problems();
    state.overrides().values().stream()
        .flatMap(override -> override.variant().stream())
        .distinct()
        .sorted()
        .filter(name -> edited.variant(name).isEmpty())
        .forEach(name ->
            problems.add(
                "/variants",
                "variant " + name + " is given to units by overrides; remove these first"));
    problems.throwIfAny(ExperimentCodes.INVALID_EXPERIMENT, "the experiment");
  }

  /** What becomes of an override; throws when that cannot be. */
  @FunctionalInterface
  private interface Step {
    VariantOverride apply(Experiment experiment, Optional<VariantOverride> before);
  }

  private VariantOverride change(
      LiveExperiment live, String unit, Actor actor, String action, Step step) {
    // Nobody is assigned or observed meanwhile.
    live.gate().writeLock().lock();
    try {
      exposures.flush();
      Optional<VariantOverride> before = Optional.ofNullable(live.state().overrides().get(unit));
      VariantOverride after =
          storage.inTransaction(stores -> {
            Experiment experiment = requireOpen(stores, live);
            VariantOverride changed = step.apply(experiment, before);
            write(stores, experiment, before, changed);
            audit.record(
                stores,
                actor,
                action,
                "experiment/" + experiment.id(),
                before.map(Overrides::facts).orElse(Json.NULL),
                facts(changed),
                changed.reason());
            return changed;
          });
      live.override(after);
      return after;
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.OUTCOME_UNKNOWN) {
        live.replaceOverrides(storage.read(stores -> stores.experiments().overrides(live.id())));
      }
      throw e;
    } finally {
      live.gate().writeLock().unlock();
    }
  }

  private static void write(
      Stores stores,
      Experiment experiment,
      Optional<VariantOverride> before,
      VariantOverride after) {
    if (LiveExperiment.isForgotten(experiment, after)) {
      stores.experiments().removeOverride(experiment.id(), after.unit());
    } else {
      stores.experiments().putOverride(after);
    }
    if (before.isEmpty()) {
      Exclusion.of(stores, experiment, after.unit());
    }
  }

  private VariantOverride override(
      Experiment experiment, String unit, Optional<String> variant, Actor actor, String reason) {
    return new VariantOverride(
        experiment.id(), unit, variant, actor.name(), reason, clock.instant());
  }

  /** The stored status decides, since another server may have changed it. */
  private static Experiment requireOpen(Stores stores, LiveExperiment live) {
    Experiment experiment =
        stores
            .experiments()
            .find(live.id())
            .orElseThrow(() ->
                new ServiceException(
                    Kind.NOT_FOUND,
                    ExperimentCodes.UNKNOWN_EXPERIMENT,
                    "experiment " + live.experiment().name() + " has been deleted"));
    if (experiment.status().isFinal()) {
      throw new ServiceException(
          Kind.CONFLICT,
          ExperimentCodes.OVERRIDE_REFUSED,
          "experiment "
              + experiment.name()
              + " is "
              + Lifecycle.name(experiment.status())
              + ", so its overrides stay as they are; complete another experiment with the variant"
              + " that shall be served");
    }
    return experiment;
  }

  private static void requireVariant(Experiment experiment, String variant) {
    if (experiment.variant(variant).isEmpty()) {
      List<String> known = experiment.variants().stream().map(Variant::name).toList();
      String problem =
          (variant.isBlank()
                  ? "name the variant"
                  : "there is no variant " + variant + Names.hint(variant, known))
              + "; the variants are "
              + String.join(", ", known);
      throw new ServiceException(
          Kind.INVALID,
          ExperimentCodes.INVALID_OVERRIDE,
          problem,
          List.of(new Problem("/variant", problem)));
    }
  }

  private static void requireRoom(LiveExperiment.State state, Optional<VariantOverride> before) {
    if (before.isEmpty() && state.overrides().size() >= MOST) {
      throw new ServiceException(
          Kind.CONFLICT,
          ExperimentCodes.OVERRIDE_REFUSED,
          "experiment "
              + state.experiment().name()
              + " has "
              + MOST
              + " overrides, and no experiment has more; end it and create another one");
    }
  }

  private static Json facts(VariantOverride override) {
    return new Facts().with("unit", override.unit()).with("variant", override.variant()).json();
  }
}
