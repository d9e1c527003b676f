package dev.llmops.model.experiment;

import java.util.Objects;

/**
 * What one unit has contributed to one metric of an experiment.
 *
 * @param key whose roll-up it is
 * @param variant the arm of the unit
 * @param count how many values
 * @param sum their sum
 * @param max the largest of them
 */
public record UnitRollup(Key key, String variant, long count, double sum, double max) {

  /**
   * Identifies a roll-up.
   *
   * @param experiment the experiment's id
   * @param metric the metric's name
   * @param unit the randomisation unit
   */
  public record Key(String experiment, String metric, String unit) {

    public Key {
      Objects.requireNonNull(experiment, "experiment is null");
      Objects.requireNonNull(metric, "metric is null");
      Objects.requireNonNull(unit, "unit is null");
    }
  }

  public UnitRollup {
    Objects.requireNonNull(key, "key is null");
    Objects.requireNonNull(variant, "variant is null");
  }
}
