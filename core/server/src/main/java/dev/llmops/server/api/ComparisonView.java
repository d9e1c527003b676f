package dev.llmops.server.api;

import dev.llmops.model.experiment.Direction;
import dev.llmops.service.evaluation.RunComparison;
import dev.llmops.service.evaluation.RunComparison.MetricChange;
import dev.llmops.service.evaluation.RunComparison.PassChange;
import dev.llmops.service.evaluation.Verdict;
import dev.llmops.spi.stats.TestResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Two runs compared, as the API shows it. Differences are candidate minus baseline.
 *
 * @param regressed whether the pass rate or a metric got significantly worse
 */
record ComparisonView(
    String baseline,
    String candidate,
    long pairs,
    long onlyBaseline,
    long onlyCandidate,
    Change passRate,
    List<Change> metrics,
    boolean regressed,
    List<String> warnings,
    String summary) {

  /**
   * How one number changed, and whether that is more than chance.
   *
   * @param quality whether it is the pass rate or a quality score, rather than a measurement
   */
  record Change(
      String metric,
      long pairs,
      Optional<Direction> direction,
      boolean quality,
      OptionalDouble baseline,
      OptionalDouble candidate,
      OptionalDouble difference,
      Optional<Interval> interval,
      OptionalDouble pValue,
      String method,
      String status,
      String verdict,
      List<String> notes) {}

  /** Bounds for a difference. */
  record Interval(double low, double high, double level, String kind) {

    static Interval of(TestResult.Interval interval) {
      return new Interval(
          interval.low(), interval.high(), interval.level(), wireName(interval.kind()));
    }
  }

  static ComparisonView of(RunComparison comparison) {
    boolean regressed =
        Stream.concat(
                Stream.of(comparison.passing().verdict()),
                comparison.metrics().stream().map(MetricChange::verdict))
            .anyMatch(verdict -> verdict == Verdict.WORSE);
    return new ComparisonView(
        comparison.baseline(),
        comparison.candidate(),
        comparison.pairs(),
        comparison.onlyBaseline(),
        comparison.onlyCandidate(),
        passRate(comparison.passing()),
        comparison.metrics().stream().map(ComparisonView::metric).toList(),
        regressed,
        comparison.warnings(),
        comparison.summary());
  }

  private static Change passRate(PassChange change) {
    return change(
        "pass-rate",
        change.table().pairs(),
        Optional.of(Direction.INCREASE),
        true,
        change.baselineRate(),
        change.candidateRate(),
        change.verdict(),
        change.test());
  }

  private static Change metric(MetricChange change) {
    return change(
        change.metric(),
        change.pairs(),
        change.direction(),
        change.quality(),
        change.baselineMean(),
        change.candidateMean(),
        change.verdict(),
        change.test());
  }

  private static Change change(
      String metric,
      long pairs,
      Optional<Direction> direction,
      boolean quality,
      OptionalDouble baseline,
      OptionalDouble candidate,
      Verdict verdict,
      TestResult test) {
    return new Change(
        metric,
        pairs,
        direction,
        quality,
        baseline,
        candidate,
        test.estimate(),
        test.interval().map(Interval::of),
        test.pValue(),
        test.method(),
        wireName(test.status()),
        wireName(verdict),
        test.warnings());
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
