package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSpread;
import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.service.plugin.Plugins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Turns the aggregates of an experiment into a result, with the statistical tests that its metrics
 * name. Reads and writes nothing. Thread-safe.
 */
public final class Analyst {

  private final TestCalls tests;

  public Analyst(Plugins plugins) {
    this.tests = new TestCalls(Objects.requireNonNull(plugins, "plugins is null"));
  }

  /**
   * Analyses an experiment.
   *
   * @param collected what it has collected
   * @throws InterruptedException when the calling thread is interrupted while a test works
   */
  public ExperimentResult analyse(Experiment experiment, Collected collected, Instant at)
      throws InterruptedException {
    List<MetricAnalysis> compared = compare(experiment, collected);
    SampleRatio ratio = SampleRatio.check(experiment, collected.exposures());
    List<MetricAnalysis> judged = Judgement.of(compared, 1 - experiment.confidence());
    return new ExperimentResult(
        experiment, at, ratio, judged, DecisionRule.decide(experiment, ratio, judged));
  }

  /** Compares the variants in every metric, and judges nothing yet. */
  List<MetricAnalysis> compare(Experiment experiment, Collected collected)
      throws InterruptedException {
    List<MetricAnalysis> compared = new ArrayList<>();
    for (ExperimentMetric metric : experiment.metrics()) {
      compared.add(compare(experiment, metric, collected));
    }
    return compared;
  }

  private MetricAnalysis compare(
      Experiment experiment, ExperimentMetric metric, Collected collected)
      throws InterruptedException {
    ArmSum control = collected.sum(experiment, experiment.control(), metric);
    OptionalDouble controlMean = mean(metric.kind(), control);
    List<Arm> arms = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (Variant variant : experiment.variants()) {
      ArmSum sums = collected.sum(experiment, variant, metric);
      arms.add(arm(variant, metric, sums, collected.spread(variant, metric), controlMean));
      if (!variant.control()) {
        comparisons.add(compare(experiment, metric, control, controlMean, sums));
      }
    }
    return new MetricAnalysis(metric, arms, comparisons);
  }

  private Comparison compare(
      Experiment experiment,
      ExperimentMetric metric,
      ArmSum control,
      OptionalDouble controlMean,
      ArmSum treatment)
      throws InterruptedException {
    TestCalls.Outcome outcome =
        tests.compare(metric.test(), metric.kind(), control, treatment, experiment.confidence());
    String variant = treatment.variant();
    return outcome
        .result()
        .map(result -> Comparison.of(variant, result, controlMean))
        .orElseGet(() -> Comparison.without(variant, outcome.status(), outcome.reason()));
  }

  private static OptionalDouble mean(MetricKind kind, ArmSum sums) {
    if (sums.units() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (kind) {
          case PROPORTION -> ArmSums.counts(sums).rate();
          case MEAN -> ArmSums.moments(sums).mean();
        });
  }

  private static Arm arm(
      Variant variant,
      ExperimentMetric metric,
      ArmSum sums,
      Optional<ArmSpread> spread,
      OptionalDouble controlMean) {
    OptionalDouble mean = mean(metric.kind(), sums);
    OptionalDouble deviation =
        sums.units() > 1
            ? OptionalDouble.of(Math.sqrt(ArmSums.moments(sums).variance()))
            : OptionalDouble.empty();
    return new Arm(
        variant.name(),
        variant.control(),
        sums.units(),
        spread.map(ArmSpread::observations).orElse(0L),
        mean,
        deviation,
        spread.map(found -> found.values(metric.kind())),
        variant.control()
            ? OptionalDouble.empty()
            : improvement(metric.direction(), mean, controlMean));
  }

  /** How much better, as a fraction; without a positive value to be a fraction of there is none. */
  private static OptionalDouble improvement(
      Direction direction, OptionalDouble mean, OptionalDouble controlMean) {
    if (mean.isEmpty() || controlMean.isEmpty() || !(controlMean.getAsDouble() > 0)) {
      return OptionalDouble.empty();
    }
    double change = (mean.getAsDouble() - controlMean.getAsDouble()) / controlMean.getAsDouble();
    double better = direction == Direction.INCREASE ? change : 0.0 - change;
    return Double.isFinite(better) ? OptionalDouble.of(better) : OptionalDouble.empty();
  }
}
