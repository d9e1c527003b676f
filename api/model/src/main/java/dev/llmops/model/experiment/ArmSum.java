package dev.llmops.model.experiment;

import java.util.Objects;

/**
 * Sums over the unit values of one arm and metric, in double-double so that a unit's old value can
 * be taken out again.
 *
 * @param experiment the experiment's id
 * @param variant the arm
 * @param metric the metric's name
 * @param units how many units have a value
 * @param sumHigh leading part of the sum of unit values
 * @param sumLow trailing part of the sum
 * @param squaresHigh leading part of the sum of squared unit values
 * @param squaresLow trailing part of the sum of squares
 */
public record ArmSum(
    String experiment,
    String variant,
    String metric,
    long units,
    double sumHigh,
    double sumLow,
    double squaresHigh,
    double squaresLow) {

  public ArmSum {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(metric, "metric is null");
  }

  /** The sums of an arm without units. */
  public static ArmSum empty(String experiment, String variant, String metric) {
    return new ArmSum(experiment, variant, metric, 0, 0, 0, 0, 0);
  }
}
