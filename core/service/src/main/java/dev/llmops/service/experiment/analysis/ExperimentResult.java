package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What an experiment shows at one moment.
 *
 * @param experiment the experiment as it was analysed
 * @param at when
 * @param sampleRatio whether the variants got their shares of the units
 * @param metrics what each metric shows, in the order of the experiment
 * @param decision what to do
 */
public record ExperimentResult(
    Experiment experiment,
    Instant at,
    SampleRatio sampleRatio,
    List<MetricAnalysis> metrics,
    Decision decision) {

  public ExperimentResult {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(at, "at is null");
    Objects.requireNonNull(sampleRatio, "sampleRatio is null");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(decision, "decision is null");
  }

  /** How many units the variants were shown to. */
  public long units() {
    return sampleRatio.arms().stream().mapToLong(SampleRatio.Arm::units).sum();
  }

  /** How many values were counted, of all metrics. */
  public long observations() {
    return metrics.stream()
        .flatMap(analysis -> analysis.arms().stream())
        .mapToLong(Arm::observations)
        .sum();
  }

  /**
   * Whether whoever looks again and again may follow the decision at the first look that has it:
   * every primary metric is compared by a test that holds at all looks together. Others have no
   * vote for a variant, only against it.
   */
  public boolean holdsAtAllLooks() {
    return primary().allMatch(MetricAnalysis::holdsAtAllLooks);
  }

  /**
   * Whether this may be the one look that a test of fixed size allows: the split is sound, and
   * every variant has the planned size. The first such look does not depend on what was observed,
   * so its decision is wrong as rarely as promised; that of a later one is not.
   */
  public boolean isPlannedLook() {
    return sampleRatio.status() != SampleRatio.Status.MISMATCH
        && primary().anyMatch(MetricAnalysis::holdsForOneLook)
        && primary().allMatch(this::hasThePlannedSize);
  }

  private boolean hasThePlannedSize(MetricAnalysis analysis) {
    return experiment.variants().stream()
        .filter(variant -> variant.share() > 0)
        .allMatch(variant -> analysis.arm(variant.name()).units() >= experiment.minSamples());
  }

  private Stream<MetricAnalysis> primary() {
    return metrics.stream().filter(analysis -> analysis.metric().primary());
  }

  /** The named metric. */
  public MetricAnalysis metric(String name) {
    return metrics.stream()
        .filter(analysis -> analysis.metric().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** As it is presented while it may still change. */
  public Json toJson() {
    return ResultJson.of(this, false);
  }

  /** As it is stored when the experiment is completed, and presented ever after. */
  public Json toFrozenJson() {
    return ResultJson.of(this, true);
  }
}
