package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunMetric;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.RunSummary.Cost;
import dev.llmops.model.evaluation.RunSummary.MetricSummary;
import dev.llmops.model.evaluation.RunSummary.Percentiles;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.evaluation.SampleResult.MetricScore;
import dev.llmops.spi.stats.Moments;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Sums up the results of a run, given one by one, so that a run that was resumed is summed up like
 * any other. Not thread-safe.
 */
final class RunSummarizer {

  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  private final long total;
  private final Map<String, MetricScores> metrics = new LinkedHashMap<>();
  private final Map<SampleOutcome, Long> outcomes = new EnumMap<>(SampleOutcome.class);
  private final Map<String, Long> failureReasons = new TreeMap<>();
  private final Values latencies = new Values();
  private Optional<RunMetric> currency = Optional.empty();
  private long inputTokens;
  private long outputTokens;

  RunSummarizer(Run run) {
    total = run.totalSamples();
    for (RunMetric metric : run.spec().metrics()) {
      metrics.put(metric.name(), new MetricScores());
      if (currency.isEmpty() && CURRENCY.matcher(metric.unit()).matches()) {
        currency = Optional.of(metric);
      }
    }
  }

  void add(SampleResult result) {
    outcomes.merge(result.outcome(), 1L, Long::sum);
    result.failure().ifPresent(failure -> failureReasons.merge(failure.code(), 1L, Long::sum));
    result.latencyMillis().ifPresent(latencies::add);
    inputTokens += result.inputTokens();
    outputTokens += result.outputTokens();
    for (MetricScore score : result.scores()) {
      MetricScores scores = metrics.get(score.metric());
      if (scores != null) {
        scores.add(score.value());
      }
    }
  }

  RunSummary summary() {
    long passed = count(SampleOutcome.PASSED);
    long scored = passed + count(SampleOutcome.NOT_PASSED);
    long failed = count(SampleOutcome.FAILED);
    List<MetricSummary> scores =
        metrics.entrySet().stream().map(entry -> entry.getValue().summary(entry.getKey())).toList();
    return new RunSummary(
        total,
        scored,
        passed,
        failed,
        total - scored - failed,
        scored == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) passed / scored),
        scores,
        latencies.percentiles(),
        inputTokens,
        outputTokens,
        cost(),
        failureReasons);
  }

  private long count(SampleOutcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  private Optional<Cost> cost() {
    return currency.flatMap(metric -> metrics.get(metric.name()).cost(metric.unit()));
  }

  /** What one metric has said so far. */
  private static final class MetricScores {

    private final Values values = new Values();
    private Moments moments = Moments.EMPTY;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private long notApplicable;

    void add(OptionalDouble value) {
      if (value.isEmpty()) {
        notApplicable++;
        return;
      }
      double score = value.getAsDouble();
      values.add(score);
      moments = moments.plus(score);
      min = Math.min(min, score);
      max = Math.max(max, score);
    }

    Optional<Cost> cost(String unit) {
      long samples = moments.count();
      return samples == 0 ? Optional.empty() : Optional.of(new Cost(values.sum(), unit, samples));
    }

    MetricSummary summary(String metric) {
      boolean any = moments.count() > 0;
      return new MetricSummary(
          metric,
          moments.count(),
          any ? OptionalDouble.of(moments.mean()) : OptionalDouble.empty(),
          moments.count() > 1
              ? OptionalDouble.of(Math.sqrt(moments.variance()))
              : OptionalDouble.empty(),
          any ? OptionalDouble.of(min) : OptionalDouble.empty(),
          any ? OptionalDouble.of(max) : OptionalDouble.empty(),
          values.percentiles(),
          notApplicable);
    }
  }

  /** All values of one kind: a million of them take 8 MB. */
  private static final class Values {

    private double[] values = new double[256];
    private int count;

    void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = value;
    }

    double sum() {
      return Arrays.stream(values, 0, count).sum();
    }

    Percentiles percentiles() {
      if (count == 0) {
        return Percentiles.NONE;
      }
      double[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return new Percentiles(
          nearestRank(sorted, 50), nearestRank(sorted, 90), nearestRank(sorted, 99));
    }

    private static OptionalDouble nearestRank(double[] sorted, int percent) {
      long rank = ((long) sorted.length * percent + 99) / 100;
      return OptionalDouble.of(sorted[(int) rank - 1]);
    }
  }
}
