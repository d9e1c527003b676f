package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.service.evaluation.RunComparison.MetricChange;
import dev.llmops.service.evaluation.RunComparison.PassChange;
import dev.llmops.spi.stats.TestResult.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says in words what a comparison found. */
final class ComparisonText {

  private ComparisonText() {}

  static List<String> warnings(Run baseline, Run candidate, Pairing pairing) {
    List<String> warnings = new ArrayList<>();
    for (Run run : List.of(baseline, candidate)) {
      if (run.status() != RunStatus.COMPLETED) {
        warnings.add(
            "the run \"%s\" did not complete; it scored %d of %d samples"
                .formatted(run.id(), run.summary().orElseThrow().scored(), run.totalSamples()));
      }
    }
    long dropped = pairing.onlyBaseline() + pairing.onlyCandidate();
    if (dropped > 0) {
      warnings.add(dropped + " samples are left out because only one of the runs scored them");
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
          ("the metric \"%s\" was of another version or had other settings in the baseline"
                  + " (%s %s, now %s %s)")
              .formatted(
                  after.name(),
                  before.pin().plugin(),
                  before.pin().version(),
                  after.pin().plugin(),
                  after.pin().version()));
    }
    if (!before.bound().equals(after.bound())) {
      warnings.add("the pass bound of the metric \"" + after.name() + "\" differs");
    }
  }

  private static void addMissing(Run run, Run other, List<String> warnings) {
    for (RunMetric metric : run.spec().metrics()) {
      if (other.spec().metrics().stream().noneMatch(found -> found.name().equals(metric.name()))) {
        warnings.add(
            "the metric \"%s\" is not compared: the run \"%s\" does not have it"
                .formatted(metric.name(), other.id()));
      }
    }
  }

  static String summary(PassChange passing, List<MetricChange> metrics) {
    String others =
        metrics.stream()
            .map(metric -> metric.metric() + ": " + metric.verdict().text())
            .collect(Collectors.joining(", "));
    return passing(passing) + (others.isEmpty() ? "" : "; " + others) + ".";
  }

  private static String passing(PassChange passing) {
    if (passing.change().isEmpty()) {
      return "No sample was scored in both runs";
    }
    return String.format(
        Locale.ROOT,
        "The candidate passes %s of %d samples, the baseline %s (%+.1f points%s%s): %s",
        percent(passing.candidateRate().getAsDouble()),
        passing.table().pairs(),
        percent(passing.baselineRate().getAsDouble()),
        100 * passing.change().getAsDouble(),
        passing.test().interval().map(ComparisonText::interval).orElse(""),
        passing.test().pValue().isPresent()
            ? String.format(Locale.ROOT, ", p = %.2g", passing.test().pValue().getAsDouble())
            : "",
        passing.verdict().text());
  }

  private static String interval(Interval interval) {
    return String.format(
        Locale.ROOT,
        ", %.0f %% interval %+.1f to %+.1f",
        100 * interval.level(),
        100 * interval.low(),
        100 * interval.high());
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * rate);
  }
}
