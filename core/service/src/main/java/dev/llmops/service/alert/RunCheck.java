package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.Monitor;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.service.alert.Finding.Met;
import dev.llmops.service.alert.Finding.Unknown;
import dev.llmops.service.alert.Finding.Violated;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.evaluation.Comparability;
import dev.llmops.service.evaluation.RunComparer;
import dev.llmops.service.evaluation.RunListener;
import dev.llmops.spi.storage.StorageBackend;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Holds every completed run against the monitors and the built-in conditions. A violation raises an
 * alert or is counted at the one that holds; a run that violates a condition no more resolves its
 * alert. Runs of which too few samples were scored say nothing. The alert of a condition that is
 * not checked any more is resolved by the next run. Thread-safe.
 */
public final class RunCheck implements RunListener {

  private static final String SOURCE = "run";

  private final StorageBackend storage;
  private final RunComparer comparer;
  private final AlertManager alerts;
  private final Rules rules;
  private final RunHistory history;
  private final RegressionRule regression = new RegressionRule();
  private final ThresholdRule threshold = new ThresholdRule();
  private final AnomalyRule anomaly = new AnomalyRule();

  public RunCheck(
      StorageBackend storage, RunComparer comparer, AlertManager alerts, Thresholds thresholds) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.comparer = Objects.requireNonNull(comparer, "comparer is null");
    this.alerts = Objects.requireNonNull(alerts, "alerts is null");
    this.history = new RunHistory(storage);
    this.rules = new Rules(thresholds, history);
  }

  @Override
  public void completed(Run run) {
    if (!Comparability.wellScored(run)) {
      return;
    }
    List<Monitor> monitors = storage.read(stores -> stores.monitors().all());
    Rules.Chosen chosen = rules.of(run, monitors);
    int window =
        chosen.checked().stream()
            .mapToInt(rule -> rule.window().orElse(Thresholds.ANOMALY_WINDOW))
            .max()
            .orElse(0);
    Candidate candidate =
        new Candidate(
            run, window == 0 ? List.of() : history.before(run, window), history, comparer);
    chosen.checked().forEach(rule -> apply(rule, candidate));
    chosen.dropped().stream()
        .map(rule -> rule.condition(run))
        .filter(condition -> alerts.unresolved(condition).isPresent())
        .forEach(condition -> alerts.over(condition, RunWording.dropped()));
  }

  private void apply(Rule rule, Candidate candidate) {
    Run run = candidate.run();
    String condition = rule.condition(run);
    Optional<Alert> open = alerts.unresolved(condition);
    Finding finding =
        switch (rule.kind()) {
          case REGRESSION -> regression.check(rule, candidate, open);
          case THRESHOLD -> threshold.check(rule, candidate, open);
          case ANOMALY -> anomaly.check(rule, candidate);
          case EXPERIMENT -> new Unknown();
        };
    switch (finding) {
      case Violated violated -> alerts.raise(news(rule, run, condition, violated));
      case Met met -> {
        if (open.isPresent()) {
          alerts.recovered(condition, run.id(), RunWording.recovered(run, met.how()));
        }
      }
      case Unknown _ -> {}
    }
  }

  private static News news(Rule rule, Run run, String condition, Violated violated) {
    RunSpec spec = run.spec();
    Facts details =
        violated
            .details()
            .with("run", run.id())
            .with("prompt", spec.prompt())
            .with("version", spec.promptVersion())
            .with("dataset", spec.dataset())
            .with("datasetVersion", spec.datasetVersion())
            .with("provider", spec.provider().instance())
            .with("model", spec.model())
            .with("measure", rule.measure().text())
            .with("monitor", rule.monitor());
    return new News(
        rule.kind(),
        violated.severity(),
        violated.message(),
        SOURCE,
        run.id(),
        rule.measure().alertMetric(),
        OptionalDouble.of(violated.limit()),
        violated.actual(),
        details.json(),
        condition);
  }
}
