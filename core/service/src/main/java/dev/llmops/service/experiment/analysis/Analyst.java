package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * Turns the aggregates of an experiment into a result, with the statistical tests that its metrics
 * name. Reads and writes nothing. Thread-safe.
 */
public final class Analyst {

  private static final Duration TEST_TIMEOUT = Duration.ofSeconds(5);

  private final Plugins plugins;

  public Analyst(Plugins plugins) {
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
  }

  /**
   * Analyses an experiment.
   *
   * @param exposures units that each variant was shown to, by variant
   * @param sums the sums of its arms
   * @throws InterruptedException when the calling thread is interrupted while a test works
   */
  public ExperimentResult analyse(
      Experiment experiment, Map<String, Long> exposures, List<ArmSum> sums, Instant at)
      throws InterruptedException {
    List<MetricAnalysis> compared = new ArrayList<>();
    for (ExperimentMetric metric : experiment.metrics()) {
      compared.add(compare(experiment, metric, sums));
    }
    SampleRatio ratio = SampleRatio.check(experiment, exposures);
    List<MetricAnalysis> judged = Judgement.of(compared, 1 - experiment.confidence());
    return new ExperimentResult(
        experiment, at, ratio, judged, DecisionRule.decide(experiment, ratio, judged));
  }

  private MetricAnalysis compare(Experiment experiment, ExperimentMetric metric, List<ArmSum> sums)
      throws InterruptedException {
    List<Arm> arms = new ArrayList<>();
    for (Variant variant : experiment.variants()) {
      arms.add(arm(variant, metric.kind(), sums(experiment, variant, metric, sums)));
    }
    ArmSum control = sums(experiment, experiment.control(), metric, sums);
    OptionalDouble controlMean =
        arms.stream().filter(Arm::control).findFirst().orElseThrow().mean();
    List<Comparison> comparisons = new ArrayList<>();
    for (Variant variant : experiment.variants()) {
      if (!variant.control()) {
        comparisons.add(
            compare(
                experiment, metric, control, controlMean, sums(experiment, variant, metric, sums)));
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
    String variant = treatment.variant();
    if (control.units() == 0 || treatment.units() == 0) {
      String empty = control.units() == 0 ? control.variant() : variant;
      return Comparison.without(
          variant, "insufficient", "no unit of " + empty + " has a value yet");
    }
    TestRequest.Builder request =
        switch (metric.kind()) {
          case PROPORTION -> TestRequest.counts(ArmSums.counts(control), ArmSums.counts(treatment));
          case MEAN -> TestRequest.moments(ArmSums.moments(control), ArmSums.moments(treatment));
        };
    TestRequest asked = request.confidence(experiment.confidence()).build();
    try {
      TestResult result =
          plugins.test(metric.test()).call(TEST_TIMEOUT, (test, call) -> test.evaluate(asked));
      return Comparison.of(variant, result, controlMean);
    } catch (PluginCallException e) {
      return Comparison.without(
          variant,
          Comparison.FAILED,
          "test " + metric.test() + " gave no result (" + e.code() + "): " + e.getMessage());
    } catch (ServiceException e) {
      return Comparison.without(
          variant,
          Comparison.FAILED,
          "test " + metric.test() + " gave no result: " + e.getMessage());
    }
  }

  private static Arm arm(Variant variant, MetricKind kind, ArmSum sums) {
    Moments moments = ArmSums.moments(sums);
    OptionalDouble mean = OptionalDouble.empty();
    if (sums.units() > 0) {
      mean =
          OptionalDouble.of(
              kind == MetricKind.PROPORTION ? ArmSums.counts(sums).rate() : moments.mean());
    }
    OptionalDouble deviation =
        sums.units() > 1
            ? OptionalDouble.of(Math.sqrt(moments.variance()))
            : OptionalDouble.empty();
    return new Arm(variant.name(), variant.control(), sums.units(), mean, deviation);
  }

  private static ArmSum sums(
      Experiment experiment, Variant variant, ExperimentMetric metric, List<ArmSum> sums) {
    return sums.stream()
        .filter(sum -> sum.variant().equals(variant.name()) && sum.metric().equals(metric.name()))
        .findFirst()
        .orElseGet(() -> ArmSum.empty(experiment.id(), variant.name(), metric.name()));
  }
}
