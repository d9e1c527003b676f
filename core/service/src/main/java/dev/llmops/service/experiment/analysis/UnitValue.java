package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.UnitRollup;

/** What a unit counts as in a metric. */
public final class UnitValue {

  private UnitValue() {}

  public static double of(Experiment experiment, UnitRollup rollup) {
    return switch (experiment.metric(rollup.key().metric()).orElseThrow().kind()) {
      case PROPORTION -> rollup.max();
      case MEAN -> rollup.sum() / rollup.count();
    };
  }
}
