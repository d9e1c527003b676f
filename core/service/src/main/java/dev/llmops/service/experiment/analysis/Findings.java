package dev.llmops.service.experiment.analysis;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.service.experiment.analysis.Comparison.Verdict;
import dev.llmops.service.message.Message;
import dev.llmops.spi.stats.TestResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the comparisons of an experiment say, asked by treatment and told in sentences. */
final class Findings {

  private final Experiment experiment;
  private final List<MetricAnalysis> metrics;

  Findings(Experiment experiment, List<MetricAnalysis> metrics) {
    this.experiment = experiment;
    this.metrics = metrics;
  }

  List<MetricAnalysis> primary() {
    return metrics.stream().filter(analysis -> analysis.metric().primary()).toList();
  }

  /** Whether a primary metric of the treatment has the verdict. */
  boolean inPrimary(String variant, Verdict verdict) {
    return primary().stream().anyMatch(analysis -> has(analysis, variant, verdict));
  }

  /** Whether any metric of the treatment has the verdict. */
  boolean inAny(String variant, Verdict verdict) {
    return metrics.stream().anyMatch(analysis -> has(analysis, variant, verdict));
  }

  private static boolean has(MetricAnalysis analysis, String variant, Verdict verdict) {
    return analysis
        .comparison(variant)
        .filter(comparison -> comparison.verdict() == verdict)
        .isPresent();
  }

  /** How much better the treatment is in the first primary metric, in the units of that metric. */
  double merit(String variant) {
    MetricAnalysis first = primary().getFirst();
    OptionalDouble estimate =
        first.comparison(variant).map(Comparison::estimate).orElse(OptionalDouble.empty());
    double sign = first.metric().direction() == Direction.INCREASE ? 1 : -1;
    return estimate.isPresent() ? sign * estimate.getAsDouble() : Double.NEGATIVE_INFINITY;
  }

  /** Sentences on the comparisons of a treatment that have the verdict, primary metrics first. */
  List<String> sentences(String variant, Verdict verdict) {
    return sentences(
        comparison -> comparison.variant().equals(variant) && comparison.verdict() == verdict);
  }

  /** Sentences on every comparison, primary metrics first. */
  List<String> sentences() {
    return sentences(comparison -> true);
  }

  private List<String> sentences(Predicate<Comparison> wanted) {
    Stream<MetricAnalysis> secondary =
        metrics.stream().filter(analysis -> !analysis.metric().primary());
    return Stream.concat(primary().stream(), secondary)
        .flatMap(analysis ->
            analysis.comparisons().stream()
                .filter(wanted)
                .map(comparison -> sentence(analysis, comparison)))
        .toList();
  }

  /** Whether the numbers are those of tests that are made for a single look. */
  boolean holdForOneLook() {
    return metrics.stream()
        .flatMap(analysis -> analysis.comparisons().stream())
        .flatMap(comparison -> comparison.interval().stream())
        .anyMatch(interval -> interval.kind() == TestResult.IntervalKind.FIXED_HORIZON);
  }

  /** Why numbers are missing and what to take care of. */
  List<String> notes() {
    return metrics.stream()
        .flatMap(analysis ->
            analysis.comparisons().stream()
                .flatMap(comparison ->
                    comparison.notes().stream()
                        .map(note -> subject(analysis, comparison) + ": " + note)))
        .toList();
  }

  private static String subject(MetricAnalysis analysis, Comparison comparison) {
    return Message.FINDING_SUBJECT.with(
        "metric", analysis.metric().name(), "variant", comparison.variant());
  }

  private String sentence(MetricAnalysis analysis, Comparison comparison) {
    ExperimentMetric metric = analysis.metric();
    Arm treatment = analysis.arm(comparison.variant());
    Arm control = analysis.control();
    if (comparison.estimate().isEmpty() || treatment.mean().isEmpty() || control.mean().isEmpty()) {
      return Message.FINDING_NONE.with(
          "subject", subject(analysis, comparison), "status", comparison.status());
    }
    MetricKind kind = metric.kind();
    return Message.FINDING_COMPARISON.with(
        "subject",
        subject(analysis, comparison),
        "treatment",
        Wording.value(kind, treatment.mean().getAsDouble()),
        "control",
        Wording.value(kind, control.mean().getAsDouble()),
        "controlVariant",
        control.variant(),
        "difference",
        Wording.difference(kind, comparison.estimate().getAsDouble()),
        "interval",
        comparison.interval().map(interval -> interval(kind, interval)).orElse(""),
        "p",
        comparison.pValue().isPresent() ? ", " + Wording.p(comparison.pValue().getAsDouble()) : "",
        "adjusted",
        adjusted(comparison),
        "units",
        Wording.count(treatment.units()),
        "controlUnits",
        Wording.count(control.units()),
        "opinion",
        opinion(comparison, metric));
  }

  private static String adjusted(Comparison comparison) {
    OptionalDouble p = comparison.adjustedPValue();
    return p.isEmpty() || p.equals(comparison.pValue())
        ? ""
        : Message.FINDING_ADJUSTED.with("p", Wording.p(p.getAsDouble()));
  }

  private String opinion(Comparison comparison, ExperimentMetric metric) {
    Message opinion =
        switch (comparison.verdict()) {
          case IMPROVEMENT -> Message.OPINION_BETTER;
          case DETERIORATION -> Message.OPINION_WORSE;
          case INCONCLUSIVE -> Message.OPINION_NONE;
        };
    Message direction =
        metric.direction() == Direction.INCREASE
            ? Message.DIRECTION_INCREASE
            : Message.DIRECTION_DECREASE;
    return opinion.with(
        "level", Wording.level(experiment.confidence()), "direction", direction.with());
  }

  private static String interval(MetricKind kind, TestResult.Interval interval) {
    return Message.FINDING_INTERVAL.with(
        "level",
        Wording.level(interval.level()),
        "low",
        Wording.difference(kind, interval.low()),
        "high",
        Wording.difference(kind, interval.high()));
  }
}
