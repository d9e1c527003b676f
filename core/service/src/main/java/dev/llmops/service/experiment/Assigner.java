package dev.llmops.service.experiment;

import dev.llmops.kernel.assignment.Traffic;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.Assignment.Reason;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Says what to serve to units, and notes who is exposed to what. Thread-safe. */
final class Assigner {

  private final ExposureBuffer exposures;
  private final Clock clock;

  Assigner(ExposureBuffer exposures, Clock clock) {
    this.exposures = Objects.requireNonNull(exposures, "exposures is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /** Waits while a running experiment changes. */
  Assignment assign(LiveExperiment live, String unit, Map<String, Json> attributes, Actor actor) {
    Identifiers.problem("unit", unit)
        .ifPresent(problem -> {
          throw new ServiceException(
              Kind.INVALID,
              ExperimentCodes.INVALID_UNIT,
              problem,
              List.of(new Problem("/unit", problem)));
        });
    Attributes.check(attributes);
    LiveExperiment.State state = live.state();
    if (state.experiment().status() != ExperimentStatus.RUNNING) {
      return serve(state, unit, attributes, actor);
    }
    // Whoever ends the experiment finds the exposure in the buffer, or the unit is not exposed.
    live.gate().readLock().lock();
    try {
      return serve(live.state(), unit, attributes, actor);
    } finally {
      live.gate().readLock().unlock();
    }
  }

  private Assignment serve(
      LiveExperiment.State state, String unit, Map<String, Json> attributes, Actor actor) {
    Experiment current = state.experiment();
    return switch (current.status()) {
      case RUNNING -> forced(state, unit).orElseGet(() -> split(state, unit, attributes, actor));
      case PAUSED ->
          forced(state, unit)
              .orElseGet(() -> Assignment.of(current, unit, current.control(), Reason.PAUSED));
      case COMPLETED -> Assignment.of(current, unit, current.finalVariant(), Reason.COMPLETED);
      case DRAFT, CANCELLED ->
          throw new ServiceException(
              Kind.CONFLICT,
              ExperimentCodes.NOT_ASSIGNING,
              "experiment "
                  + current.name()
                  + " is "
                  + Lifecycle.name(current.status())
                  + " and assigns nobody"
                  + (current.status() == ExperimentStatus.DRAFT ? "; start it first" : ""));
    };
  }

  private static Optional<Assignment> forced(LiveExperiment.State state, String unit) {
    Experiment current = state.experiment();
    return Optional.ofNullable(state.overrides().get(unit))
        .flatMap(VariantOverride::variant)
        .flatMap(current::variant)
        .map(variant -> Assignment.of(current, unit, variant, Reason.FORCED));
  }

  private Assignment split(
      LiveExperiment.State state, String unit, Map<String, Json> attributes, Actor actor) {
    Experiment current = state.experiment();
    Optional<TargetingCondition> unmet = state.targeting().firstUnmet(attributes);
    if (unmet.isPresent()) {
      return Assignment.notTargeted(current, unit, unmet.get());
    }
    if (!Traffic.includes(current.salt(), unit, current.traffic())) {
      return Assignment.of(current, unit, current.control(), Reason.NOT_IN_TRAFFIC);
    }
    Variant variant = current.variants().get(state.allocation().assign(current.salt(), unit));
    if (state.overrides().containsKey(unit)) {
      return Assignment.of(current, unit, variant, Reason.EXCLUDED);
    }
    exposures.add(
        new Exposure(
            current.id(),
            current.epoch(),
            unit,
            variant.name(),
            clock.instant(),
            Attributes.kept(attributes, current.segments())),
        actor);
    return Assignment.of(current, unit, variant, Reason.ALLOCATED);
  }
}
