package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.experiment.Direction;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.Pairing.MetricPairs;
import dev.llmops.service.evaluation.RunComparison.MetricChange;
import dev.llmops.service.evaluation.RunComparison.PassChange;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.PairedTable;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** Compares two runs on the same dataset version by paired tests. Thread-safe. */
public final class RunComparer {

  /** The code of the error that a statistical test is not in service. */
  public static final String NO_TEST = "LLM-EVL-012";

  private static final String PASS_TEST = "mcnemar";
  private static final String SCORE_TEST = "paired-t";
  private static final Duration TEST_TIMEOUT = Duration.ofSeconds(10);

  private final StorageBackend storage;
  private final Plugins plugins;
  private final double confidence;

  public RunComparer(StorageBackend storage, Plugins plugins, EvaluationSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.confidence = settings.confidence();
  }

  /**
   * Compares a candidate with a baseline.
   *
   * @throws ServiceException of kind {@code CONFLICT} when one of them has not ended or scored
   *     nothing, {@code INVALID} when they cannot be compared, or {@code UNAVAILABLE} when a test
   *     gives no answer
   */
  public RunComparison compare(Run baseline, Run candidate) {
    check(baseline, candidate);
    List<RunMetric> shared =
        candidate.spec().metrics().stream()
            .filter(metric -> metric(baseline, metric.name()).isPresent())
            .toList();
    Pairing pairing = new Pairing(shared.stream().map(RunMetric::name).toList());
    pairing.addAll(
        new ScoredResults(storage, baseline.id()), new ScoredResults(storage, candidate.id()));
    PassChange passing = passing(pairing.table());
    List<MetricChange> metrics =
        shared.stream().map(metric -> change(metric, pairing.metric(metric.name()))).toList();
    return new RunComparison(
        baseline.id(),
        candidate.id(),
        pairing.table().pairs(),
        pairing.onlyBaseline(),
        pairing.onlyCandidate(),
        passing,
        metrics,
        ComparisonWording.warnings(baseline, candidate, pairing),
        ComparisonWording.summary(passing, metrics));
  }

  private static void check(Run baseline, Run candidate) {
    if (baseline.id().equals(candidate.id())) {
      throw new ServiceException(
          Kind.INVALID, "LLM-EVL-007", "a run cannot be compared with itself; name two runs");
    }
    for (Run run : List.of(baseline, candidate)) {
      if (!run.status().isFinal()) {
        throw new ServiceException(
            Kind.CONFLICT,
            "LLM-EVL-008",
            "the run \"" + run.id() + "\" has not ended yet; wait for it or cancel it");
      }
      if (run.summary().isEmpty() || run.summary().get().scored() == 0) {
        throw new ServiceException(
            Kind.CONFLICT, "LLM-EVL-009", "the run \"" + run.id() + "\" has no scored sample");
      }
    }
    if (!baseline.spec().dataset().equals(candidate.spec().dataset())
        || baseline.spec().datasetVersion() != candidate.spec().datasetVersion()) {
      throw new ServiceException(
          Kind.INVALID,
          "LLM-EVL-010",
          ("runs are compared on the same version of the same dataset;"
                  + " these are on %s version %d and %s version %d")
              .formatted(
                  baseline.spec().dataset(),
                  baseline.spec().datasetVersion(),
                  candidate.spec().dataset(),
                  candidate.spec().datasetVersion()));
    }
  }

  private static Optional<RunMetric> metric(Run run, String name) {
    return run.spec().metrics().stream().filter(metric -> metric.name().equals(name)).findFirst();
  }

  private PassChange passing(PairedTable table) {
    TestResult test = run(PASS_TEST, TestRequest.paired(table).confidence(confidence).build());
    long pairs = table.pairs();
    return new PassChange(
        table,
        rate(table.both() + table.onlyControl(), pairs),
        rate(table.both() + table.onlyTreatment(), pairs),
        Verdict.of(test, Optional.of(Direction.INCREASE), confidence),
        test);
  }

  private static OptionalDouble rate(long passed, long pairs) {
    return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) passed / pairs);
  }

  private MetricChange change(RunMetric metric, MetricPairs pairs) {
    TestResult test =
        run(SCORE_TEST, TestRequest.paired(pairs.differences()).confidence(confidence).build());
    return new MetricChange(
        metric.name(),
        pairs.differences().count(),
        metric.direction(),
        metric.quality(),
        mean(pairs.baseline()),
        mean(pairs.candidate()),
        pairs.identical()
            ? Verdict.NO_SIGNIFICANT_CHANGE
            : Verdict.of(test, metric.direction(), confidence),
        test);
  }

  private static OptionalDouble mean(Moments moments) {
    return moments.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(moments.mean());
  }

  private TestResult run(String test, TestRequest request) {
    try {
      return plugins.test(test).call(TEST_TIMEOUT, (plugin, call) -> plugin.evaluate(request));
    } catch (PluginCallException e) {
      throw new ServiceException(
          Kind.UNAVAILABLE,
          "LLM-EVL-011",
          "the statistical test \"" + test + "\" gave no answer: " + e.getMessage());
    } catch (ServiceException e) {
      throw new ServiceException(
          Kind.UNAVAILABLE,
          NO_TEST,
          "comparing runs needs the statistical test \"%s\" in service: %s"
              .formatted(test, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(Kind.UNAVAILABLE, "LLM-EVL-003", "the server is stopping");
    }
  }
}
