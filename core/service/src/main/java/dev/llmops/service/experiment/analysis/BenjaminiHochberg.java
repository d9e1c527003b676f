package dev.llmops.service.experiment.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adjusts p values of many comparisons so that, of those called significant, the expected share of
 * false alarms keeps its level (Benjamini and Hochberg 1995).
 */
final class BenjaminiHochberg {

  private BenjaminiHochberg() {}

  /**
   * The adjusted p values, in the order given; a comparison is significant when its adjusted value
   * is at most the level.
   */
  static double[] adjust(List<Double> pValues) {
    int count = pValues.size();
    int[] descending =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparing((Integer index) -> pValues.get(index)).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[count];
    double least = 1;
    for (int i = 0; i < count; i++) {
      int rank = count - i;
      least = Math.min(least, pValues.get(descending[i]) * count / rank);
      adjusted[descending[i]] = least;
    }
    return adjusted;
  }
}
