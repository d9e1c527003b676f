package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.evaluation.RunComparer;
import dev.llmops.service.evaluation.RunComparison;
import dev.llmops.service.evaluation.RunComparison.PassChange;
import dev.llmops.service.evaluation.RunListener;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.StorageBackend;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares every completed run with the last comparable one before it and raises an alert when the
 * pass rate has fallen. Thread-safe.
 */
public final class RegressionCheck implements RunListener {

  private static final Logger log = LoggerFactory.getLogger(RegressionCheck.class);
  private static final String SOURCE = "run";
  // Rates are quotients of counts; a fall of exactly the threshold must not be lost to rounding.
  private static final double ROUNDING = 1e-12;

  private final StorageBackend storage;
  private final RunComparer comparer;
  private final AlertManager alerts;
  private final AlertSettings settings;

  public RegressionCheck(
      StorageBackend storage, RunComparer comparer, AlertManager alerts, AlertSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.comparer = Objects.requireNonNull(comparer, "comparer is null");
    this.alerts = Objects.requireNonNull(alerts, "alerts is null");
    this.settings = Objects.requireNonNull(settings, "settings is null");
  }

  @Override
  public void completed(Run run) {
    if (!wellScored(run)) {
      return;
    }
    Optional<Run> baseline = baseline(run);
    if (baseline.isPresent()) {
      check(baseline.get(), run);
    }
  }

  private void check(Run baseline, Run run) {
    try {
      RunComparison comparison = comparer.compare(baseline, run);
      severity(comparison.passing())
          .ifPresent(severity ->
              alerts.raiseOnce(news(baseline, run, comparison, severity), run.createdAt()));
    } catch (ServiceException e) {
      if (!e.code().equals(RunComparer.NO_TEST)) {
        throw e;
      }
      // Nothing is gained by trying again and again until somebody installs a plugin.
      log.warn("Run {} was not checked for a regression: {}", run.id(), e.getMessage());
    }
  }

  private boolean wellScored(Run run) {
    return run.summary()
        .filter(summary -> summary.scored() > 0)
        .filter(summary -> summary.scored() >= settings.scoredShare() * summary.total())
        .isPresent();
  }

  private Optional<Run> baseline(Run run) {
    RunStore.Filter earlier =
        new RunStore.Filter(
            Optional.of(run.spec().prompt()),
            Optional.of(run.spec().dataset()),
            run.spec().model(),
            Optional.of(RunStatus.COMPLETED),
            Optional.empty(),
            // Up to the run itself: several may have been created in its millisecond.
            Optional.of(run.createdAt().plusMillis(1)));
    Optional<PageRequest> wanted = Optional.of(PageRequest.first(50));
    while (wanted.isPresent()) {
      PageRequest request = wanted.get();
      Page<Run> page = storage.read(stores -> stores.runs().list(earlier, request));
      Optional<Run> found =
          page.items().stream().filter(other -> isBaseline(other, run)).findFirst();
      if (found.isPresent()) {
        return found;
      }
      wanted = page.nextCursor().map(cursor -> new PageRequest(50, Optional.of(cursor)));
    }
    return Optional.empty();
  }

  private boolean isBaseline(Run other, Run run) {
    // Ids are ordered by creation.
    return other.id().compareTo(run.id()) < 0
        && wellScored(other)
        && comparable(other.spec(), run.spec());
  }

  private static boolean comparable(RunSpec before, RunSpec after) {
    return before.prompt().equals(after.prompt())
        && before.dataset().equals(after.dataset())
        && before.datasetVersion() == after.datasetVersion()
        && before.provider().instance().equals(after.provider().instance())
        && before.provider().plugin().equals(after.provider().plugin())
        // Many a provider is configured with its model rather than asked for one.
        && before.provider().configHash().equals(after.provider().configHash())
        && before.model().equals(after.model())
        && before.parameters().equals(after.parameters())
        && generations(before).equals(generations(after));
  }

  /** What makes the scores and the passing of two runs mean the same. */
  private record Generation(String plugin, String version, String configHash, PassBound bound) {}

  private static Map<String, Generation> generations(RunSpec spec) {
    return spec.metrics().stream()
        .collect(Collectors.toMap(RunMetric::name, RegressionCheck::generation));
  }

  private static Generation generation(RunMetric metric) {
    PluginPin pin = metric.pin();
    return new Generation(pin.plugin(), pin.version(), pin.configHash(), metric.bound());
  }

  private Optional<Severity> severity(PassChange passing) {
    OptionalDouble p = passing.test().pValue();
    boolean rejected =
        passing.test().usable() && p.isPresent() && p.getAsDouble() <= settings.significance();
    double drop = -passing.change().orElse(0) + ROUNDING;
    if (!rejected || drop < settings.passRateDrop()) {
      return Optional.empty();
    }
    return Optional.of(
        drop >= settings.criticalPassRateDrop() ? Severity.CRITICAL : Severity.WARNING);
  }

  private News news(Run baseline, Run run, RunComparison comparison, Severity severity) {
    PassChange passing = comparison.passing();
    double before = passing.baselineRate().getAsDouble();
    double after = passing.candidateRate().getAsDouble();
    double drop = -passing.change().getAsDouble();
    double p = passing.test().pValue().getAsDouble();
    RunSpec spec = run.spec();
    String message =
        String.format(
            Locale.ROOT,
            "The pass rate of prompt %s on %s version %d fell from %.1f %% with version %s to %.1f"
                + " %% with version %s, by %.1f points (p = %.2g over %d samples).",
            spec.prompt(),
            spec.dataset(),
            spec.datasetVersion(),
            100 * before,
            baseline.spec().promptVersion(),
            100 * after,
            spec.promptVersion(),
            100 * drop,
            p,
            comparison.pairs());
    double threshold =
        severity == Severity.CRITICAL ? settings.criticalPassRateDrop() : settings.passRateDrop();
    return new News(
        AlertType.REGRESSION,
        severity,
        message,
        SOURCE,
        run.id(),
        Optional.empty(),
        OptionalDouble.of(threshold),
        OptionalDouble.of(drop),
        details(baseline, run, comparison));
  }

  private static Json details(Run baseline, Run run, RunComparison comparison) {
    PassChange passing = comparison.passing();
    return new Facts()
        .with("baselineRun", baseline.id())
        .with("run", run.id())
        .with("prompt", run.spec().prompt())
        .with("baselineVersion", baseline.spec().promptVersion())
        .with("version", run.spec().promptVersion())
        .with("dataset", run.spec().dataset())
        .with("datasetVersion", run.spec().datasetVersion())
        .with("baselinePassRate", passing.baselineRate())
        .with("passRate", passing.candidateRate())
        .with("pairs", comparison.pairs())
        .with("pValue", passing.test().pValue())
        .json();
  }
}
