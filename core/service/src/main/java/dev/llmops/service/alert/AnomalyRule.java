package dev.llmops.service.alert;

import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.RunSummary.MetricSummary;
import dev.llmops.service.alert.Finding.Met;
import dev.llmops.service.alert.Finding.Unknown;
import dev.llmops.service.alert.Finding.Violated;
import dev.llmops.service.audit.Facts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Tells whether a run is unlike the comparable ones before it, ten at least. Unusually good is
 * worth an information only. Thread-safe.
 */
final class AnomalyRule {

  Finding check(Rule rule, Candidate candidate) {
    Run run = candidate.run();
    Measure measure = rule.measure();
    OptionalDouble value = measure.value(run);
    List<Double> before =
        candidate.earlier(rule.window().orElse(Thresholds.ANOMALY_WINDOW)).stream()
            .map(measure::value)
            .filter(OptionalDouble::isPresent)
            .map(OptionalDouble::getAsDouble)
            .toList();
    if (value.isEmpty() || before.size() < Thresholds.LEAST_HISTORY) {
      return new Unknown();
    }
    double actual = value.getAsDouble();
    RobustScore score = RobustScore.of(actual, before, samplingError(measure, run, before));
    if (Math.abs(score.score()) <= rule.limit()) {
      return new Met(RunWording.usual(rule, score));
    }
    Facts details =
        new Facts()
            .with("value", OptionalDouble.of(actual))
            .with("median", OptionalDouble.of(score.median()))
            .with("scale", OptionalDouble.of(score.scale()))
            .with("runs", before.size());
    OptionalDouble finite =
        Double.isFinite(score.score())
            ? OptionalDouble.of(Math.abs(score.score()))
            : OptionalDouble.empty();
    return new Violated(
        isBetter(measure, run, score) ? Severity.INFO : rule.severity(),
        rule.limit(),
        finite,
        RunWording.anomaly(rule, run, actual, score, before.size()),
        details);
  }

  private static boolean isBetter(Measure measure, Run run, RobustScore score) {
    return measure.direction(run).filter(better -> better.improves(score.score())).isPresent();
  }

  /** What chance alone makes of a value that is taken from so many samples. */
  private static double samplingError(Measure measure, Run run, List<Double> before) {
    if (measure.equals(Measure.PASS_RATE)) {
      long scored = run.summary().map(RunSummary::scored).orElse(0L);
      double rate = RobustScore.median(before.stream().mapToDouble(v -> v).toArray());
      // One sample more or less is never an anomaly of five.
      return scored == 0 ? 0 : Math.max(Math.sqrt(rate * (1 - rate) / scored), 1.0 / scored);
    }
    Optional<MetricSummary> scores = measure.metricSummary(run);
    return scores
        .filter(summary -> summary.standardDeviation().isPresent())
        .map(summary -> summary.standardDeviation().getAsDouble() / Math.sqrt(summary.count()))
        .orElse(0.0);
  }
}
