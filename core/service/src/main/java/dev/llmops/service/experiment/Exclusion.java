package dev.llmops.service.experiment;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.service.experiment.analysis.ArmSums;
import dev.llmops.service.experiment.analysis.UnitValue;
import dev.llmops.spi.storage.Stores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Takes a unit out of everything that an experiment has counted: its exposure, its values and their
 * part in the sums of its arm. The raw events stay as they came.
 */
final class Exclusion {

  private Exclusion() {}

  static void of(Stores stores, Experiment experiment, String unit) {
    List<UnitRollup.Key> keys =
        experiment.metrics().stream()
            .map(metric -> new UnitRollup.Key(experiment.id(), metric.name(), unit))
            .toList();
    Collection<UnitRollup> counted = stores.observations().rollups(keys).values();
    List<ArmSum> sums = stores.observations().armSums(experiment.id());
    List<ArmSum> changed = new ArrayList<>();
    for (UnitRollup rollup : counted) {
      sums.stream()
          .filter(sum -> isOf(sum, rollup))
          .map(sum -> ArmSums.remove(sum, UnitValue.of(experiment, rollup)))
          .forEach(changed::add);
    }
    stores.observations().putArmSums(changed);
    stores.observations().removeRollups(keys);
    stores.experiments().removeExposures(experiment.id(), unit);
  }

  private static boolean isOf(ArmSum sum, UnitRollup rollup) {
    return sum.variant().equals(rollup.variant()) && sum.metric().equals(rollup.key().metric());
  }
}
