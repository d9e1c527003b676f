package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSpread;
import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.Variant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an experiment has collected so far.
 *
 * @param exposures units that each variant was shown to, by variant
 * @param sums the sums of its arms
 * @param spreads the spreads of its arms
 */
public record Collected(Map<String, Long> exposures, List<ArmSum> sums, List<ArmSpread> spreads) {

  public Collected {
    exposures = Map.copyOf(exposures);
    sums = List.copyOf(sums);
    spreads = List.copyOf(spreads);
  }

  ArmSum sum(Experiment experiment, Variant variant, ExperimentMetric metric) {
    return sums.stream()
        .filter(sum -> sum.variant().equals(variant.name()) && sum.metric().equals(metric.name()))
        .findFirst()
        .orElseGet(() -> ArmSum.empty(experiment.id(), variant.name(), metric.name()));
  }

  Optional<ArmSpread> spread(Variant variant, ExperimentMetric metric) {
    return spreads.stream()
        .filter(spread ->
            spread.variant().equals(variant.name()) && spread.metric().equals(metric.name()))
        .findFirst();
  }
}
