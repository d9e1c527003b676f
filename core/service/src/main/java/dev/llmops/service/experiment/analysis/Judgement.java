package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ExperimentMetric;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which differences are significant. The decision rests on all treatments in all primary
 * metrics together, so their p values are adjusted for each other; the other metrics are
 * guardrails, each held to its own level, because all of them must hold.
 */
final class Judgement {

  private Judgement() {}

  static List<MetricAnalysis> of(List<MetricAnalysis> compared, double alpha) {
    // A comparison without a p value takes part as one that shows nothing, so that its return
    // cannot make the others look better now.
    List<Double> primary =
        compared.stream()
            .filter(analysis -> analysis.metric().primary())
            .flatMap(analysis -> analysis.comparisons().stream())
            .map(comparison -> comparison.pValue().orElse(1))
            .toList();
    double[] adjusted = Holm.adjust(primary);
    List<MetricAnalysis> judged = new ArrayList<>();
    int next = 0;
    for (MetricAnalysis analysis : compared) {
      ExperimentMetric metric = analysis.metric();
      List<Comparison> comparisons = new ArrayList<>();
      for (Comparison comparison : analysis.comparisons()) {
        comparisons.add(
            metric.primary()
                ? comparison.judgedBy(adjusted[next++], metric.direction(), alpha)
                : comparison.judged(metric.direction(), alpha));
      }
      judged.add(analysis.with(comparisons));
    }
    return judged;
  }
}
