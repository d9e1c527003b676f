package dev.llmops.service.experiment.analysis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Adjusts p values of several comparisons so that the chance of any false alarm among them keeps
 * its level (Holm 1979).
 */
final class Holm {

  private Holm() {}

  /**
   * The adjusted p values, in the order given; a comparison is significant when its adjusted value
   * is at most the level.
   */
  static double[] adjust(List<Double> pValues) {
    int count = pValues.size();
    int[] ascending =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparing(pValues::get))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[count];
    double largest = 0;
    for (int rank = 0; rank < count; rank++) {
      largest = Math.max(largest, Math.min(1, (count - rank) * pValues.get(ascending[rank])));
      adjusted[ascending[rank]] = largest;
    }
    return adjusted;
  }
}
