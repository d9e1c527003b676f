package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSpread;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One variant in one metric.
 *
 * @param variant its name
 * @param control whether the others are compared with it
 * @param units how many units have a value
 * @param observations how many values were counted of these units
 * @param mean the mean of the unit values, for proportions the share of successes; empty without
 *     units
 * @param standardDeviation of the unit values, with divisor n − 1; empty below two units
 * @param range the least and the greatest unit value; empty without units
 * @param improvement how much better the mean is than the control's, in the direction of the metric
 *     and as a fraction of the control's; empty for the control, and where the control's mean is
 *     not above 0
 */
public record Arm(
    String variant,
    boolean control,
    long units,
    long observations,
    OptionalDouble mean,
    OptionalDouble standardDeviation,
    Optional<ArmSpread.Range> range,
    OptionalDouble improvement) {

  public Arm {
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(mean, "mean is null");
    Objects.requireNonNull(standardDeviation, "standardDeviation is null");
    Objects.requireNonNull(range, "range is null");
    Objects.requireNonNull(improvement, "improvement is null");
  }
}
