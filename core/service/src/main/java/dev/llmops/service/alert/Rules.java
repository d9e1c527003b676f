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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which conditions a run is held against: the monitors it is in the scope of, and the built-in ones
 * of which no such monitor has the kind and measure. A monitor that compares with a run of another
 * version of the dataset takes the place of none, as it says nothing. Thread-safe.
 */
final class Rules {

  private static final Logger log = LoggerFactory.getLogger(Rules.class);

  private final Thresholds thresholds;
  private final RunHistory history;

  /**
   * The conditions of a run.
   *
   * @param checked those that it is held against
   * @param dropped those that it is not, because a monitor took their place or is disabled
   */
  record Chosen(List<Rule> checked, List<Rule> dropped) {}

  Rules(Thresholds thresholds, RunHistory history) {
    this.thresholds = Objects.requireNonNull(thresholds, "thresholds is null");
    this.history = Objects.requireNonNull(history, "history is null");
  }

  Chosen of(Run run, List<Monitor> monitors) {
    List<Rule> checked = new ArrayList<>();
    List<Rule> dropped = new ArrayList<>();
    List<Monitor> speaking = new ArrayList<>();
    for (Monitor monitor : monitors) {
      if (!covers(monitor, run)) {
        continue;
      }
      if (speaksOf(monitor, run)) {
        speaking.add(monitor);
      }
      limit(monitor, run)
          .ifPresent(limit -> (monitor.enabled() ? checked : dropped).add(Rule.of(monitor, limit)));
    }
    for (Rule rule : builtIn(run)) {
      boolean replaced = speaking.stream().anyMatch(monitor -> replaces(monitor, rule));
      (replaced ? dropped : checked).add(rule);
    }
    return new Chosen(List.copyOf(checked), List.copyOf(dropped));
  }

  private boolean speaksOf(Monitor monitor, Run run) {
    if (monitor.baselineRun().isEmpty() || !monitor.enabled()) {
      return true;
    }
    boolean speaks =
        history
            .find(monitor.baselineRun().get())
            .filter(baseline -> baseline.spec().datasetVersion() == run.spec().datasetVersion())
            .isPresent();
    if (!speaks) {
      log.warn(
          "The monitor {} says nothing of run {}: its baseline is of another version of {}",
          monitor.id(),
          run.id(),
          run.spec().dataset());
    }
    return speaks;
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
