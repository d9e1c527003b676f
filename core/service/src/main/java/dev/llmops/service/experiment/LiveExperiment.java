package dev.llmops.service.experiment;

import dev.llmops.kernel.assignment.Allocation;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

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
   */
  record State(Experiment experiment, Allocation allocation) {

    static State of(Experiment experiment) {
      List<String> names = experiment.variants().stream().map(Variant::name).toList();
      Map<String, Double> shares = new HashMap<>();
      experiment.variants().forEach(variant -> shares.put(variant.name(), variant.share()));
      // Always from what is stored, so that every server and every start compute the same ranges.
      return new State(experiment, Allocation.ofShares(names, shares));
    }
  }

  LiveExperiment(Experiment experiment) {
    this.id = experiment.id();
    this.state = State.of(experiment);
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
    state = State.of(experiment);
  }
}
