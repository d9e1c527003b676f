package dev.llmops.service.experiment.planning;

import java.util.List;

/**
 * The parts of the traffic, the control's first.
 *
 * @param values each above 0, together 1
 */
record Shares(List<Double> values) {

  static Shares ofWeights(List<Double> weights) {
    double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
    return new Shares(weights.stream().map(weight -> weight / sum).toList());
  }

  int count() {
    return values.size();
  }

  double control() {
    return values.getFirst();
  }

  double of(int variant) {
    return values.get(variant);
  }

  double smallest() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double smallestTreatment() {
    return values.stream().skip(1).mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** What the variants are called in a plan. */
  String name(int variant) {
    if (variant == 0) {
      return "control";
    }
    return count() == 2 ? "treatment" : "treatment-" + variant;
  }
}
