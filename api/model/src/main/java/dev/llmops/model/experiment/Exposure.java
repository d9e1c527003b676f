package dev.llmops.model.experiment;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The first time a unit was assigned to a variant.
 *
 * @param experiment the experiment's id
 * @param epoch the epoch of the traffic split
 * @param unit the randomisation unit, such as a user id
 * @param variant the variant it got
 * @param at when
 * @param segments what the unit's attributes were then, those by which results can be broken down
 */
public record Exposure(
    String experiment,
    int epoch,
    String unit,
    String variant,
    Instant at,
    Map<String, String> segments) {

  public Exposure {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(unit, "unit is null");
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(at, "at is null");
    segments = Map.copyOf(segments);
  }

  /** Of a unit of which nothing else is known. */
  public Exposure(String experiment, int epoch, String unit, String variant, Instant at) {
    this(experiment, epoch, unit, variant, at, Map.of());
  }
}
