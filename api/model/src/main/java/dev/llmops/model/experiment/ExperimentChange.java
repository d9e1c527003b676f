package dev.llmops.model.experiment;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One step in the history of an experiment.
 *
 * @param experiment the experiment's id
 * @param revision the revision that the step led to, from 1
 * @param action what was done: {@code create}, {@code start}, {@code pause}, {@code complete},
 *     {@code cancel}, {@code edit} or {@code ramp-up}
 * @param from the status before; empty for the creation
 * @param to the status after
 * @param actor who did it
 * @param reason why; may be empty
 * @param at when
 */
public record ExperimentChange(
    String experiment,
    long revision,
    String action,
    Optional<ExperimentStatus> from,
    ExperimentStatus to,
    String actor,
    String reason,
    Instant at) {

  public ExperimentChange {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(action, "action is null");
    Objects.requireNonNull(from, "from is null");
    Objects.requireNonNull(to, "to is null");
    Objects.requireNonNull(actor, "actor is null");
    Objects.requireNonNull(reason, "reason is null");
    Objects.requireNonNull(at, "at is null");
  }
}
