package dev.llmops.service.experiment;

import java.time.Instant;
import java.util.Optional;

/**
 * A measured value as it comes in. Whatever is absent becomes empty, the value NaN; what is wrong
 * with it is found by the manager.
 *
 * @param id names the event, so that sending it again does no harm
 * @param experiment the experiment's id or name
 * @param unit the randomisation unit
 * @param variant the variant the application served; checked when given
 * @param metric the metric's name
 * @param value a finite number; 0 or 1 for proportions
 * @param at when it was measured; now when absent
 */
public record NewObservation(
    String id,
    String experiment,
    String unit,
    Optional<String> variant,
    String metric,
    Double value,
    Optional<Instant> at) {

  public NewObservation {
    id = id == null ? "" : id;
    experiment = experiment == null ? "" : experiment;
    unit = unit == null ? "" : unit;
    variant = variant == null ? Optional.empty() : variant;
    metric = metric == null ? "" : metric;
    value = value == null ? Double.NaN : value;
    at = at == null ? Optional.empty() : at;
  }

  /** Measured now, of the variant that the unit was assigned to. */
  public static NewObservation of(
      String id, String experiment, String unit, String metric, double value) {
    return new NewObservation(
        id, experiment, unit, Optional.empty(), metric, value, Optional.empty());
  }
}
