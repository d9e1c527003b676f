package dev.llmops.kernel.template;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Turns offsets of a text into lines and columns, both from 1. A line ends after its line feed. */
final class LineIndex {

  private final int[] starts;
  private final int indent;

  /**
   * Reads a text.
   *
   * @param indent how many characters columns are less, for a text whose lines were moved to the
   *     right
   */
  LineIndex(String text, int indent) {
    this.indent = indent;
    this.starts =
        IntStream.concat(
                IntStream.of(0),
                IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1))
            .toArray();
  }

  int line(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  int column(int offset) {
    return offset - starts[line(offset) - 1] + 1 - indent;
  }
}
