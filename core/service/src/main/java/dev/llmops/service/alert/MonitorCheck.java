package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import dev.llmops.service.evaluation.Comparability;
import dev.llmops.spi.storage.Stores;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds everything that is wrong with a monitor. */
final class MonitorCheck {

  static final int MAX_WINDOW = 100;

  private final MonitorDraft draft;
  private final Problems problems = new Problems();

  private MonitorCheck(MonitorDraft draft) {
    this.draft = draft;
  }

  /**
   * Checks a monitor.
   *
   * @param metricLimits the metrics that the configuration sets a limit for
   */
  static void check(MonitorDraft draft, Set<String> metricLimits, Stores stores) {
    MonitorCheck check = new MonitorCheck(draft);
    check.measure();
    check.limit(metricLimits);
    check.window();
    check.name(draft.prompt(), "/prompt");
    check.name(draft.dataset(), "/dataset");
    check.name(draft.provider(), "/provider");
    check.baseline(stores);
    check.problems.throwIfAny("LLM-ALR-030", "the monitor");
  }

  private static List<String> measures(AlertType kind) {
    return switch (kind) {
      case REGRESSION -> List.of("pass-rate");
      case THRESHOLD -> List.of("pass-rate", "pass-rate-drop", "latency-p99", "latency-spike");
      case ANOMALY -> List.of("pass-rate", "latency-p99");
      case EXPERIMENT -> List.of();
    };
  }

  private void measure() {
    if (draft.kind() == AlertType.EXPERIMENT) {
      problems.add("/kind", MonitorWording.kinds());
      return;
    }
    Optional<String> metric = new Measure(draft.measure()).metric();
    if (metric.isPresent()) {
      Names.check(metric.get(), "/measure", problems);
      return;
    }
    Set<String> known = new TreeSet<>(measures(draft.kind()));
    problems.require(
        known.contains(draft.measure()),
        "/measure",
        MonitorWording.measures(AlertJson.word(draft.kind()), known)
            + Names.hint(draft.measure(), known));
  }

  private void limit(Set<String> metricLimits) {
    Optional<String> metric = new Measure(draft.measure()).metric();
    if (draft.limit().isEmpty()) {
      problems.require(
          draft.kind() != AlertType.THRESHOLD
              || metric.isEmpty()
              || metricLimits.contains(metric.get()),
          "/limit",
          MonitorWording.limitRequired());
      return;
    }
    double limit = draft.limit().getAsDouble();
    boolean rate = draft.measure().startsWith("pass-rate");
    switch (draft.kind()) {
      case REGRESSION ->
          problems.require(limit > 0 && (limit <= 1 || !rate), "/limit", MonitorWording.fall(rate));
      case ANOMALY -> problems.require(limit > 0, "/limit", MonitorWording.positive());
      case THRESHOLD -> threshold(limit);
      case EXPERIMENT -> {}
    }
  }

  private void threshold(double limit) {
    switch (draft.measure()) {
      case "pass-rate" ->
          problems.require(limit >= 0 && limit <= 1, "/limit", MonitorWording.rate());
      case "pass-rate-drop" ->
          problems.require(limit > 0 && limit <= 1, "/limit", MonitorWording.fall(true));
      case "latency-p99" -> problems.require(limit > 0, "/limit", MonitorWording.millis());
      case "latency-spike" -> problems.require(limit > 1, "/limit", MonitorWording.ratio());
      default -> {
        // The mean of a metric may be limited by any number.
      }
    }
  }

  private void window() {
    if (draft.window().isEmpty()) {
      return;
    }
    boolean looksBack =
        draft.kind() != AlertType.THRESHOLD || draft.measure().equals("latency-spike");
    if (problems.require(
        looksBack && draft.baselineRun().isEmpty(), "/window", MonitorWording.noWindow())) {
      int least = draft.kind() == AlertType.ANOMALY ? Thresholds.LEAST_HISTORY : 1;
      int window = draft.window().getAsInt();
      problems.require(
          window >= least && window <= MAX_WINDOW,
          "/window",
          MonitorWording.window(least, MAX_WINDOW));
    }
  }

  private void name(Optional<String> name, String pointer) {
    name.ifPresent(text -> Names.check(text, pointer, problems));
  }

  private void baseline(Stores stores) {
    if (draft.baselineRun().isEmpty()) {
      return;
    }
    if (!problems.require(
        draft.kind() == AlertType.REGRESSION, "/baselineRun", MonitorWording.noBaseline())) {
      return;
    }
    Optional<Run> run = stores.runs().find(draft.baselineRun().get());
    problems.require(
        run.filter(found -> found.status() == RunStatus.COMPLETED)
            .filter(Comparability::wellScored)
            .isPresent(),
        "/baselineRun",
        MonitorWording.baselineRun());
    if (run.isPresent()) {
      same(draft.prompt(), run.get().spec().prompt(), "/prompt");
      same(draft.dataset(), run.get().spec().dataset(), "/dataset");
    }
  }

  private void same(Optional<String> scope, String ofRun, String pointer) {
    problems.require(
        scope.isEmpty() || scope.get().equals(ofRun), pointer, MonitorWording.otherScope(ofRun));
  }
}
