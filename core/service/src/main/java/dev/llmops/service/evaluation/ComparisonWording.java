package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.service.evaluation.RunComparison.MetricChange;
import dev.llmops.service.evaluation.RunComparison.PassChange;
import dev.llmops.service.message.Message;
import dev.llmops.spi.stats.TestResult.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in words what a comparison found. */
final class ComparisonWording {

  private ComparisonWording() {}

  static List<String> warnings(Run baseline, Run candidate, Pairing pairing) {
    List<String> warnings = new ArrayList<>();
    for (Run run : List.of(baseline, candidate)) {
      if (run.status() != RunStatus.COMPLETED) {
        warnings.add(
            Message.RUNS_INCOMPLETE.with(
                "run",
                run.id(),
                "scored",
                run.summary().orElseThrow().scored(),
                "samples",
                run.totalSamples()));
      }
    }
    long dropped = pairing.onlyBaseline() + pairing.onlyCandidate();
    if (dropped > 0) {
      warnings.add(Message.RUNS_UNPAIRED.with("samples", dropped));
    }
    for (RunMetric metric : candidate.spec().metrics()) {
      baseline.spec().metrics().stream()
          .filter(other -> other.name().equals(metric.name()))
          .forEach(other -> addDifferences(other, metric, warnings));
    }
    addMissing(baseline, candidate, warnings);
    addMissing(candidate, baseline, warnings);
    return warnings;
  }

  private static void addDifferences(RunMetric before, RunMetric after, List<String> warnings) {
    if (!before.pin().equals(after.pin())) {
      warnings.add(
          Message.RUNS_OTHERMETRIC.with(
              "metric",
              after.name(),
              "before",
              before.pin().plugin() + " " + before.pin().version(),
              "now",
              after.pin().plugin() + " " + after.pin().version()));
    }
    if (!before.bound().equals(after.bound())) {
      warnings.add(Message.RUNS_OTHERBOUND.with("metric", after.name()));
    }
  }

  private static void addMissing(Run run, Run other, List<String> warnings) {
    for (RunMetric metric : run.spec().metrics()) {
      if (other.spec().metrics().stream().noneMatch(found -> found.name().equals(metric.name()))) {
        warnings.add(Message.RUNS_NOMETRIC.with("metric", metric.name(), "run", other.id()));
      }
    }
  }

  static String summary(PassChange passing, List<MetricChange> metrics) {
    String others =
        metrics.stream()
            .map(metric ->
                Message.RUNS_METRIC.with(
                    "metric", metric.metric(), "verdict", text(metric.verdict())))
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? Message.RUNS_SUMMARY.with("passing", passing(passing))
        : Message.RUNS_SUMMARY_METRICS.with("passing", passing(passing), "metrics", others);
  }

  private static String passing(PassChange passing) {
    if (passing.change().isEmpty()) {
      return Message.RUNS_NOPAIRS.with();
    }
    return Message.RUNS_PASSING.with(
        "candidate",
        percent(passing.candidateRate().getAsDouble()),
        "samples",
        passing.table().pairs(),
        "baseline",
        percent(passing.baselineRate().getAsDouble()),
        "points",
        signed(passing.change().getAsDouble()),
        "interval",
        passing.test().interval().map(ComparisonWording::interval).orElse(""),
        "p",
        passing.test().pValue().isPresent()
            ? Message.RUNS_P.with(
                "p", String.format(Locale.ROOT, "%.2g", passing.test().pValue().getAsDouble()))
            : "",
        "verdict",
        text(passing.verdict()));
  }

  private static String interval(Interval interval) {
    return Message.RUNS_INTERVAL.with(
        "level",
        String.format(Locale.ROOT, "%.0f %%", 100 * interval.level()),
        "low",
        signed(interval.low()),
        "high",
        signed(interval.high()));
  }

  private static String text(Verdict verdict) {
    Message word =
        switch (verdict) {
          case IMPROVED -> Message.VERDICT_IMPROVED;
          case WORSE -> Message.VERDICT_WORSE;
          case DIFFERENT -> Message.VERDICT_DIFFERENT;
          case NO_SIGNIFICANT_CHANGE -> Message.VERDICT_NOCHANGE;
          case UNDEFINED -> Message.VERDICT_UNDEFINED;
        };
    return word.with();
  }

  /** A fraction in points. */
  private static String signed(double fraction) {
    return String.format(Locale.ROOT, "%+.1f", 100 * fraction);
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * rate);
  }
}
