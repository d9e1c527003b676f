package dev.llmops.model.experiment;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A unit whose variant was chosen by hand, such as that of a tester. It counts nowhere, and stays
 * out of all counts once it is released, since it has seen what the split did not give it.
 *
 * @param experiment the experiment's id
 * @param unit the randomisation unit
 * @param variant what it gets; empty when it was released and gets what the split says
 * @param actor who chose
 * @param reason why; may be empty
 * @param at when
 */
public record VariantOverride(
    String experiment,
    String unit,
    Optional<String> variant,
    String actor,
    String reason,
    Instant at) {

  public VariantOverride {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(unit, "unit is null");
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(actor, "actor is null");
    Objects.requireNonNull(reason, "reason is null");
    Objects.requireNonNull(at, "at is null");
  }
}
