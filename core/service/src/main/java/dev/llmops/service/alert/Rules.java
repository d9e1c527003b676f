package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Monitor;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.experiment.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Which conditions a run is held against: the monitors it is in the scope of, and the built-in ones
 * of which no such monitor has the kind and measure. Thread-safe.
 */
final class Rules {

  private final Thresholds thresholds;

  Rules(Thresholds thresholds) {
    this.thresholds = Objects.requireNonNull(thresholds, "thresholds is null");
  }

  List<Rule> of(Run run, List<Monitor> monitors) {
    List<Monitor> inScope = monitors.stream().filter(monitor -> covers(monitor, run)).toList();
    List<Rule> rules = new ArrayList<>();
    for (Monitor monitor : inScope) {
      OptionalDouble limit = limit(monitor, run);
      if (monitor.enabled() && limit.isPresent()) {
        rules.add(Rule.of(monitor, limit.getAsDouble()));
      }
    }
    builtIn(run).stream()
        .filter(rule -> inScope.stream().noneMatch(monitor -> replaces(monitor, rule)))
        .forEach(rules::add);
    return rules;
  }

  private static boolean covers(Monitor monitor, Run run) {
    return monitor.prompt().map(run.spec().prompt()::equals).orElse(true)
        && monitor.dataset().map(run.spec().dataset()::equals).orElse(true)
        && monitor.provider().map(run.spec().provider().instance()::equals).orElse(true);
  }

  private static boolean replaces(Monitor monitor, Rule rule) {
    return monitor.kind() == rule.kind() && monitor.measure().equals(rule.measure().text());
  }

  private OptionalDouble limit(Monitor monitor, Run run) {
    return monitor.limit().isPresent()
        ? monitor.limit()
        : configured(monitor.kind(), new Measure(monitor.measure()), run);
  }

  /** The limit of a condition that names none; empty for a threshold of a metric without one. */
  OptionalDouble configured(AlertType kind, Measure measure, Run run) {
    return switch (kind) {
      case REGRESSION ->
          OptionalDouble.of(
              measure.metric().isEmpty() ? thresholds.passRateDrop() : metricDrop(measure, run));
      case THRESHOLD -> threshold(measure);
      case ANOMALY -> OptionalDouble.of(thresholds.anomaly());
      case EXPERIMENT -> OptionalDouble.empty();
    };
  }

  private OptionalDouble threshold(Measure measure) {
    return switch (measure.text()) {
      case "pass-rate" -> OptionalDouble.of(thresholds.passRate());
      case "pass-rate-drop" -> OptionalDouble.of(thresholds.passRateDrop());
      case "latency-p99" -> OptionalDouble.of(thresholds.latencyP99().toMillis());
      case "latency-spike" -> OptionalDouble.of(thresholds.latencySpike());
      default -> {
        Double limit = measure.metric().map(thresholds.metrics()::get).orElse(null);
        yield limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit);
      }
    };
  }

  /** What is better small, such as a latency or a cost, differs more from run to run. */
  private double metricDrop(Measure measure, Run run) {
    return measure.direction(run).filter(Direction.DECREASE::equals).isPresent()
        ? Math.max(thresholds.metricDrop(), thresholds.latencySpike() - 1)
        : thresholds.metricDrop();
  }

  private List<Rule> builtIn(Run run) {
    List<Measure> directed =
        run.spec().metrics().stream()
            .filter(metric -> metric.direction().isPresent())
            .map(metric -> Measure.metric(metric.name()))
            .toList();
    List<Rule> rules = new ArrayList<>();
    add(rules, AlertType.REGRESSION, Measure.PASS_RATE, run, 1);
    directed.forEach(measure -> add(rules, AlertType.REGRESSION, measure, run, directed.size()));
    add(rules, AlertType.THRESHOLD, Measure.PASS_RATE, run, 1);
    add(rules, AlertType.THRESHOLD, Measure.LATENCY_P99, run, 1);
    add(rules, AlertType.THRESHOLD, Measure.LATENCY_SPIKE, run, 1);
    for (RunMetric metric : run.spec().metrics()) {
      add(rules, AlertType.THRESHOLD, Measure.metric(metric.name()), run, 1);
    }
    add(rules, AlertType.ANOMALY, Measure.PASS_RATE, run, 1);
    directed.forEach(measure -> add(rules, AlertType.ANOMALY, measure, run, 1));
    return rules;
  }

  private void add(List<Rule> rules, AlertType kind, Measure measure, Run run, int alternatives) {
    OptionalDouble limit = configured(kind, measure, run);
    if (limit.isPresent()) {
      rules.add(Rule.builtIn(kind, measure, limit.getAsDouble(), alternatives));
    }
  }
}
