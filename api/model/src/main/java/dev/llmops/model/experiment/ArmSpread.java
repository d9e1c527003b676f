package dev.llmops.model.experiment;

import java.util.Objects;

/**
 * How far the unit values of one arm and metric spread. Unlike sums, an extreme cannot be taken out
 * again when a unit's value changes, so this is computed from what every unit has contributed.
 *
 * @param variant the arm
 * @param metric the metric's name
 * @param observations how many values were counted
 * @param means of the means of the units' values
 * @param maxima of the largest values of the units
 */
public record ArmSpread(
    String variant, String metric, long observations, Range means, Range maxima) {

  /**
   * The ends of a range.
   *
   * @param low the least
   * @param high the greatest
   */
  public record Range(double low, double high) {}

  public ArmSpread {
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(metric, "metric is null");
    Objects.requireNonNull(means, "means is null");
    Objects.requireNonNull(maxima, "maxima is null");
  }

  /** The range of the unit values of a metric of the given kind. */
  public Range values(MetricKind kind) {
    return switch (kind) {
      case PROPORTION -> maxima;
      case MEAN -> means;
    };
  }
}
