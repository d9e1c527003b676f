package dev.llmops.model.experiment;

import java.time.Instant;
import java.util.Objects;

/**
 * The first time a unit was assigned to a variant.
 *
 * @param experiment the experiment's id
 * @param epoch the epoch of the traffic split
 * @param unit the randomisation unit, such as a user id
 * @param variant the variant it got
 * @param at when
 */
public record Exposure(String experiment, int epoch, String unit, String variant, Instant at) {

  public Exposure {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(unit, "unit is null");
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(at, "at is null");
  }
}
