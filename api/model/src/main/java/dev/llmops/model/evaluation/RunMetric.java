package dev.llmops.model.evaluation;

import dev.llmops.model.experiment.Direction;
import java.util.Objects;
import java.util.Optional;

/**
 * A metric of a run.
 *
 * @param name the metric's instance name
 * @param pin the code that scores
 * @param bound with which scores a sample passes
 * @param direction which way it gets better; empty when neither is
 * @param quality whether it is a quality score from 0 to 1, rather than a measurement
 * @param unit the unit of its scores, such as {@code ms} or a currency; empty for none
 */
public record RunMetric(
    String name,
    PluginPin pin,
    PassBound bound,
    Optional<Direction> direction,
    boolean quality,
    String unit) {

  public RunMetric {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(pin, "pin is null");
    Objects.requireNonNull(bound, "bound is null");
    Objects.requireNonNull(direction, "direction is null");
    Objects.requireNonNull(unit, "unit is null");
  }
}
