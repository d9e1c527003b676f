package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.service.audit.Actor;
import java.time.Instant;
import java.util.Optional;

/** Makes the entries of an experiment's history. */
final class History {

  private History() {}

  static ExperimentChange change(
      Optional<Experiment> before,
      Experiment after,
      String action,
      Actor actor,
      String reason,
      Instant at) {
    return new ExperimentChange(
        after.id(),
        after.revision(),
        action,
        before.map(Experiment::status),
        after.status(),
        actor.name(),
        reason,
        at);
  }
}
