package dev.llmops.service.experiment;

import dev.llmops.kernel.assignment.Allocation;
import dev.llmops.kernel.targeting.Targeting;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.experiment.VariantOverride;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/**
 * One experiment in memory. Observations share its gate while they are written; whoever changes its
 * status closes the gate, so that nothing is counted between the last look and the change.
 * Thread-safe.
 */
final class LiveExperiment {

  private final String id;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private volatile State state;

  /**
   * An experiment and what assigning needs of it.
   *
   * @param experiment as it is stored
   * @param allocation its traffic split
   * @param targeting who may take part
   * @param overrides by unit
   */
  record State(
      Experiment experiment,
      Allocation allocation,
      Targeting targeting,
      Map<String, VariantOverride> overrides) {

    static State of(Experiment experiment, Map<String, VariantOverride> overrides) {
      List<String> names = experiment.variants().stream().map(Variant::name).toList();
      Map<String, Double> shares = new HashMap<>();
      experiment.variants().forEach(variant -> shares.put(variant.name(), variant.share()));
      // Always from what is stored, so that every server and every start compute the same ranges.
      return new State(
          experiment,
          Allocation.ofShares(names, shares),
          Targeting.of(experiment.targeting()),
          Map.copyOf(overrides));
    }
  }

  LiveExperiment(Experiment experiment, Collection<VariantOverride> overrides) {
    this.id = experiment.id();
    this.state = State.of(experiment, byUnit(overrides));
  }

  String id() {
    return id;
  }

  Experiment experiment() {
    return state.experiment();
  }

  State state() {
    return state;
  }

  ReentrantReadWriteLock gate() {
    return gate;
  }

  /** Publishes what the experiment has become; the caller has closed the gate. */
  void replace(Experiment experiment) {
    state = State.of(experiment, state.overrides());
  }

  /** Publishes an override; the caller has closed the gate. */
  void override(VariantOverride override) {
    Map<String, VariantOverride> overrides = new HashMap<>(state.overrides());
    overrides.put(override.unit(), override);
    if (isForgotten(state.experiment(), override)) {
      overrides.remove(override.unit());
    }
    state = State.of(state.experiment(), overrides);
  }

  /** Publishes all overrides; the caller has closed the gate. */
  void replaceOverrides(Collection<VariantOverride> overrides) {
    state = State.of(state.experiment(), byUnit(overrides));
  }

  /** Whether nothing is left of an override: nobody has been served in a draft. */
  static boolean isForgotten(Experiment experiment, VariantOverride override) {
    return experiment.status() == ExperimentStatus.DRAFT && override.variant().isEmpty();
  }

  private static Map<String, VariantOverride> byUnit(Collection<VariantOverride> overrides) {
    return overrides.stream()
        .collect(Collectors.toMap(VariantOverride::unit, override -> override));
  }
}
