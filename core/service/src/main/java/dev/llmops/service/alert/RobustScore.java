package dev.llmops.service.alert;

import java.util.Arrays;
import java.util.List;

/**
 * How far a value lies from what came before it, in robust standard deviations: its distance to the
 * median, divided by 1.4826 times the median absolute deviation, which for normal values estimates
 * their standard deviation. B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, 1993.
 *
 * @param median of the values before
 * @param scale what one standard deviation is taken to be; 0 when there is no spread at all
 * @param score signed; infinite when there is no spread and the value differs
 */
record RobustScore(double median, double scale, double score) {

  private static final double TO_STANDARD_DEVIATION = 1.4826;

  /**
   * The score of a value.
   *
   * @param before at least one value
   * @param least the least that one standard deviation can be, such as the value's sampling error:
   *     where most values are equal their deviation is 0 and says nothing
   */
  static RobustScore of(double value, List<Double> before, double least) {
    double[] values = before.stream().mapToDouble(Double::doubleValue).toArray();
    double median = median(values);
    double deviation = median(Arrays.stream(values).map(v -> Math.abs(v - median)).toArray());
    double scale = Math.max(TO_STANDARD_DEVIATION * deviation, least);
    double distance = value - median;
    return new RobustScore(median, scale, distance == 0 ? 0 : distance / scale);
  }

  /** The median; the mean of the middle two for an even number of values. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
  }
}
