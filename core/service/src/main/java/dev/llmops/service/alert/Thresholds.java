package dev.llmops.service.alert;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Where the built-in conditions on evaluation runs begin to be violated.
 *
 * @param passRate the least pass rate, 0 to 1
 * @param latencyP99 the most that the 99th percentile of the latency may be
 * @param passRateDrop the fall of the pass rate against a baseline that is a warning, above 0 to 1;
 *     twice as much is critical
 * @param latencySpike the most that the 99th percentile of the latency may be as a multiple of what
 *     it has been, above 1
 * @param metricDrop the worsening of a metric's mean against a baseline that is a warning, as a
 *     share of the baseline's mean, above 0; twice as much is critical
 * @param anomaly how many robust standard deviations from what it has been a value is unusual,
 *     above 0
 * @param metrics limits of the means of metrics by name: the least where more is better or neither
 *     is, the most where less is better
 */
public record Thresholds(
    double passRate,
    Duration latencyP99,
    double passRateDrop,
    double latencySpike,
    double metricDrop,
    double anomaly,
    Map<String, Double> metrics) {

  /** The p value up to which a change is believed. */
  static final double SIGNIFICANCE = 0.05;

  /** How many earlier runs the best of which is a baseline. */
  static final int BASELINE_WINDOW = 10;

  /** How many earlier runs an anomaly is told from, at least and at most. */
  static final int LEAST_HISTORY = 10;

  static final int ANOMALY_WINDOW = 30;

  /** The rise of the latency below which nothing is a spike. */
  static final Duration LATENCY_FLOOR = Duration.ofMillis(100);

  /** What holds when nothing is configured. */
  public static final Thresholds DEFAULTS =
      new Thresholds(0.85, Duration.ofSeconds(5), 0.05, 1.5, 0.1, 5, Map.of());

  public Thresholds {
    require(passRate >= 0 && passRate <= 1, "passRate", passRate);
    require(latencyP99.isPositive(), "latencyP99", latencyP99);
    require(passRateDrop > 0 && passRateDrop <= 1, "passRateDrop", passRateDrop);
    require(latencySpike > 1, "latencySpike", latencySpike);
    require(metricDrop > 0, "metricDrop", metricDrop);
    require(anomaly > 0, "anomaly", anomaly);
    metrics = Map.copyOf(Objects.requireNonNull(metrics, "metrics is null"));
  }

  private static void require(boolean condition, String name, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
