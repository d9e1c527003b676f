package dev.llmops.model.experiment;

import java.time.Instant;
import java.util.Objects;

/**
 * One measured value of a unit in an experiment.
 *
 * @param id names the event; a second event of the same id is not counted
 * @param experiment the experiment's id
 * @param unit the randomisation unit
 * @param variant the variant the unit was assigned to
 * @param metric the metric's name
 * @param value a finite number
 * @param at when it was measured
 */
public record Observation(
    String id,
    String experiment,
    String unit,
    String variant,
    String metric,
    double value,
    Instant at) {

  public Observation {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(unit, "unit is null");
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(metric, "metric is null");
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("value must be finite, was " + value);
    }
    Objects.requireNonNull(at, "at is null");
  }
}
