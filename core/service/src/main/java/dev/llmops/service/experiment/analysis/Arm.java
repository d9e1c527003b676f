package dev.llmops.service.experiment.analysis;

import java.util.Objects;
import java.util.OptionalDouble;

/**
 * One variant in one metric.
 *
 * @param variant its name
 * @param control whether the others are compared with it
 * @param units how many units have a value
 * @param mean the mean of the unit values, for proportions the share of successes; empty without
 *     units
 * @param standardDeviation of the unit values, with divisor n − 1; empty below two units
 */
public record Arm(
    String variant,
    boolean control,
    long units,
    OptionalDouble mean,
    OptionalDouble standardDeviation) {

  public Arm {
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(mean, "mean is null");
    Objects.requireNonNull(standardDeviation, "standardDeviation is null");
  }
}
