package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Variant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How many units were assigned to each variant; a unit counts once, however often it asks.
 *
 * @param experiment the experiment's id
 * @param units all of them
 * @param variants by variant, in the order of the experiment
 */
public record AssignmentCounts(String experiment, long units, List<Count> variants) {

  /**
   * Units of one variant.
   *
   * @param variant its name
   * @param units how many were assigned to it
   */
  public record Count(String variant, long units) {}

  public AssignmentCounts {
    Objects.requireNonNull(experiment, "experiment is null");
    variants = List.copyOf(variants);
  }

  static AssignmentCounts of(Experiment experiment, Map<String, Long> exposures) {
    List<Count> counts =
        experiment.variants().stream()
            .map(Variant::name)
            .map(name -> new Count(name, exposures.getOrDefault(name, 0L)))
            .toList();
    return new AssignmentCounts(
        experiment.id(), counts.stream().mapToLong(Count::units).sum(), counts);
  }
}
