package dev.llmops.service.experiment.planning;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What somebody wants to know before an experiment: of units, effect and power two are given, and
 * the third is asked for. Whatever is absent becomes empty; what is wrong with it is found by the
 * planner.
 *
 * @param kind what the values of the primary metric are
 * @param direction which way the metric gets better; up when absent
 * @param controlRate the share of successes that is expected of the control; of proportions
 * @param controlMean the mean that is expected of the control; of means with a relative effect
 * @param standardDeviation of the values of units, alike in all variants; of means
 * @param confidence of the decision; empty for the server's default
 * @param primaryMetrics how many metrics the decision will rest on; 1 when absent
 * @param weights the traffic of each variant in any proportion, the control first; 1 and 1 when
 *     empty
 * @param units of all variants together
 * @param effect the smallest improvement worth finding, in the metric's own unit
 * @param relativeEffect the same as a fraction of what is expected of the control
 * @param power how likely such an improvement is to be found
 * @param unitsPerDay how many new units arrive each day
 */
public record PlanRequest(
    Optional<MetricKind> kind,
    Direction direction,
    Optional<Double> controlRate,
    Optional<Double> controlMean,
    Optional<Double> standardDeviation,
    Optional<Double> confidence,
    Optional<Integer> primaryMetrics,
    List<Double> weights,
    Optional<Long> units,
    Optional<Double> effect,
    Optional<Double> relativeEffect,
    Optional<Double> power,
    Optional<Double> unitsPerDay) {

  public PlanRequest {
    kind = kind == null ? Optional.empty() : kind;
    direction = direction == null ? Direction.INCREASE : direction;
    controlRate = controlRate == null ? Optional.empty() : controlRate;
    controlMean = controlMean == null ? Optional.empty() : controlMean;
    standardDeviation = standardDeviation == null ? Optional.empty() : standardDeviation;
    confidence = confidence == null ? Optional.empty() : confidence;
    primaryMetrics = primaryMetrics == null ? Optional.empty() : primaryMetrics;
    // Keeps absent values, which are reported with their places.
    weights = weights == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(weights));
    units = units == null ? Optional.empty() : units;
    effect = effect == null ? Optional.empty() : effect;
    relativeEffect = relativeEffect == null ? Optional.empty() : relativeEffect;
    power = power == null ? Optional.empty() : power;
    unitsPerDay = unitsPerDay == null ? Optional.empty() : unitsPerDay;
  }
}
