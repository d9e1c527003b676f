package dev.llmops.model.evaluation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The aggregates of a run. Scored, failed and skipped samples are always apart: total = scored +
 * failed + skipped, and scored = passed + notPassed.
 *
 * @param total samples of the dataset version
 * @param scored samples that were answered and judged: each pass bound was met, or one was not
 * @param passed scored samples that met every pass bound
 * @param failed samples whose provider or a metric failed; they have no score
 * @param skipped samples that were not worked on, and those not judged: a metric with a pass bound
 *     did not apply and no other failed its bound, or no metric applied at all
 * @param passRate passed / scored; empty when nothing was scored
 * @param metrics one entry for each metric of the run, in its order; its scores are those of all
 *     answered samples it applied to, skipped ones included
 * @param latencyMillis latency of the answered samples; empty numbers when none was answered
 * @param inputTokens tokens sent, over all answers
 * @param outputTokens tokens received, over all answers
 * @param cost what the answers cost, by the first metric whose unit is a currency; empty when no
 *     such metric was asked for, or it scored nothing
 * @param failureReasons how often each failure code occurred, ordered by code
 */
public record RunSummary(
    long total,
    long scored,
    long passed,
    long failed,
    long skipped,
    OptionalDouble passRate,
    List<MetricSummary> metrics,
    Percentiles latencyMillis,
    long inputTokens,
    long outputTokens,
    Optional<Cost> cost,
    Map<String, Long> failureReasons) {

  public RunSummary {
    Objects.requireNonNull(passRate, "passRate is null");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(latencyMillis, "latencyMillis is null");
    Objects.requireNonNull(cost, "cost is null");
    failureReasons = Collections.unmodifiableMap(new TreeMap<>(failureReasons));
  }

  /**
   * The scores of one metric.
   *
   * @param metric the metric's instance name
   * @param count how many samples it scored
   * @param mean the mean score; empty when it scored none
   * @param standardDeviation of the scores, with divisor n − 1; empty below two
   * @param min the lowest score; empty when it scored none
   * @param max the highest score; empty when it scored none
   * @param percentiles of the scores; empty numbers when it scored none
   * @param notApplicable samples it declined to score
   */
  public record MetricSummary(
      String metric,
      long count,
      OptionalDouble mean,
      OptionalDouble standardDeviation,
      OptionalDouble min,
      OptionalDouble max,
      Percentiles percentiles,
      long notApplicable) {

    public MetricSummary {
      Objects.requireNonNull(metric, "metric is null");
      Objects.requireNonNull(mean, "mean is null");
      Objects.requireNonNull(standardDeviation, "standardDeviation is null");
      Objects.requireNonNull(min, "min is null");
      Objects.requireNonNull(max, "max is null");
      Objects.requireNonNull(percentiles, "percentiles is null");
    }
  }

  /**
   * What the answers cost together.
   *
   * @param amount the sum over those samples whose cost is known
   * @param currency its currency, such as {@code USD}
   * @param samples how many those are
   */
  public record Cost(double amount, String currency, long samples) {

    public Cost {
      Objects.requireNonNull(currency, "currency is null");
    }
  }

  /**
   * Order statistics by the nearest-rank method.
   *
   * @param p50 the median
   * @param p90 the 90th percentile
   * @param p99 the 99th percentile
   */
  public record Percentiles(OptionalDouble p50, OptionalDouble p90, OptionalDouble p99) {

    /** No values. */
    public static final Percentiles NONE =
        new Percentiles(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

    public Percentiles {
      Objects.requireNonNull(p50, "p50 is null");
      Objects.requireNonNull(p90, "p90 is null");
      Objects.requireNonNull(p99, "p99 is null");
    }
  }
}
