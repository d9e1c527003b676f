package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ExperimentMetric;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an experiment shows in one metric.
 *
 * @param metric the metric
 * @param arms its values in every variant, in the order of the experiment
 * @param comparisons every treatment against the control, in the order of the experiment
 */
public record MetricAnalysis(
    ExperimentMetric metric, List<Arm> arms, List<Comparison> comparisons) {

  public MetricAnalysis {
    Objects.requireNonNull(metric, "metric is null");
    arms = List.copyOf(arms);
    comparisons = List.copyOf(comparisons);
  }

  /** The arm of a variant. */
  public Arm arm(String variant) {
    return arms.stream().filter(arm -> arm.variant().equals(variant)).findFirst().orElseThrow();
  }

  /** The arm of the control. */
  public Arm control() {
    return arms.stream().filter(Arm::control).findFirst().orElseThrow();
  }

  /** The comparison of a treatment; none for the control. */
  public Optional<Comparison> comparison(String variant) {
    return comparisons.stream()
        .filter(comparison -> comparison.variant().equals(variant))
        .findFirst();
  }

  /** Whether everything that its comparisons show holds at all looks together. */
  boolean holdsAtAllLooks() {
    return showsSomething() && telling().allMatch(Comparison::holdsAtAllLooks);
  }

  /** Whether something that its comparisons show holds for one look only. */
  boolean holdsForOneLook() {
    return showsSomething() && !holdsAtAllLooks();
  }

  private boolean showsSomething() {
    return telling().findAny().isPresent();
  }

  private Stream<Comparison> telling() {
    return comparisons.stream().filter(comparison -> comparison.pValue().isPresent());
  }

  MetricAnalysis with(List<Comparison> judged) {
    return new MetricAnalysis(metric, arms, judged);
  }
}
