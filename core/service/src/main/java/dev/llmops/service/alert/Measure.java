package dev.llmops.service.alert;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.RunSummary.MetricSummary;
import dev.llmops.model.experiment.Direction;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What of a run is looked at.
 *
 * @param text how it is written, such as {@code pass-rate} or {@code metric:helpful}
 */
record Measure(String text) {

  static final Measure PASS_RATE = new Measure("pass-rate");
  static final Measure PASS_RATE_DROP = new Measure("pass-rate-drop");
  static final Measure LATENCY_P99 = new Measure("latency-p99");
  static final Measure LATENCY_SPIKE = new Measure("latency-spike");

  private static final String METRIC = "metric:";

  static Measure metric(String name) {
    return new Measure(METRIC + name);
  }

  /** The metric's name; empty when it is none. */
  Optional<String> metric() {
    return text.startsWith(METRIC)
        ? Optional.of(text.substring(METRIC.length()))
        : Optional.empty();
  }

  /** What an alert gives as its metric: nothing for the pass rate. */
  Optional<String> alertMetric() {
    if (equals(PASS_RATE) || equals(PASS_RATE_DROP)) {
      return Optional.empty();
    }
    return metric().isPresent() ? metric() : Optional.of(LATENCY_P99.text);
  }

  /** Which way it gets better in a run; empty when neither is, or the run does not have it. */
  Optional<Direction> direction(Run run) {
    if (metric().isEmpty()) {
      return Optional.of(
          equals(PASS_RATE) || equals(PASS_RATE_DROP) ? Direction.INCREASE : Direction.DECREASE);
    }
    return run.spec().metrics().stream()
        .filter(metric -> metric.name().equals(metric().get()))
        .findFirst()
        .flatMap(RunMetric::direction);
  }

  /** What it is in a run: a rate, milliseconds, or a metric's mean; empty when it has none. */
  OptionalDouble value(Run run) {
    if (run.summary().isEmpty()) {
      return OptionalDouble.empty();
    }
    RunSummary summary = run.summary().get();
    if (equals(PASS_RATE) || equals(PASS_RATE_DROP)) {
      return summary.passRate();
    }
    if (metric().isEmpty()) {
      return summary.latencyMillis().p99();
    }
    return metricSummary(run).map(MetricSummary::mean).orElse(OptionalDouble.empty());
  }

  /** The scores of the metric in a run. */
  Optional<MetricSummary> metricSummary(Run run) {
    return run.summary().stream()
        .flatMap(summary -> summary.metrics().stream())
        .filter(summary -> Optional.of(summary.metric()).equals(metric()))
        .findFirst();
  }
}
