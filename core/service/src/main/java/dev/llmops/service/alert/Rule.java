package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Monitor;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSpec;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One condition that a run is held against.
 *
 * @param kind regression, threshold or anomaly
 * @param measure what is looked at
 * @param limit where it begins to be violated
 * @param severity how bad a violation is at least
 * @param baselineRun the run to compare with; empty for earlier ones
 * @param window how many earlier runs are looked at; empty for what fits the kind
 * @param alternatives of how many rules of its kind it is one; its level is divided by them
 * @param monitor the id of the monitor it comes from; empty when it is built in
 */
record Rule(
    AlertType kind,
    Measure measure,
    double limit,
    Severity severity,
    Optional<String> baselineRun,
    OptionalInt window,
    int alternatives,
    Optional<String> monitor) {

  static Rule builtIn(AlertType kind, Measure measure, double limit, int alternatives) {
    return new Rule(
        kind,
        measure,
        limit,
        Severity.WARNING,
        Optional.empty(),
        OptionalInt.empty(),
        alternatives,
        Optional.empty());
  }

  static Rule of(Monitor monitor, double limit) {
    return new Rule(
        monitor.kind(),
        new Measure(monitor.measure()),
        limit,
        monitor.severity(),
        monitor.baselineRun(),
        monitor.window(),
        1,
        Optional.of(monitor.id()));
  }

  /**
   * What is violated, and of what: prompt, dataset, provider and model, whatever their versions.
   */
  String condition(Run run) {
    RunSpec spec = run.spec();
    return Condition.of(
        AlertJson.word(kind),
        monitor.orElse(""),
        measure.text(),
        spec.prompt(),
        spec.dataset(),
        spec.provider().instance(),
        spec.model().orElse(""));
  }

  /** Twice the limit is critical. */
  Severity severity(double violation) {
    return violation >= 2 * limit ? Severity.CRITICAL : severity;
  }
}
