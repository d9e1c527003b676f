package dev.llmops.service.prompt;

import java.util.ArrayList;
import java.util.List;

/**
 * Compares two texts line by line by their longest common subsequence, so that an inserted line
 * changes nothing around it. When the part that differs has, before times after, more than {@value
 * #MAX_PAIRS} pairs of lines, it is told as removed and added as a whole, which bounds time and
 * memory.
 */
final class LineDiff {

  static final int MAX_PAIRS = 4_000_000;

  private final List<String> from;
  private final List<String> to;
  private final List<PromptDiff.Line> lines = new ArrayList<>();

  private LineDiff(List<String> from, List<String> to) {
    this.from = from;
    this.to = to;
  }

  /** All lines of both, removed ones before added ones where both could come first. */
  static List<PromptDiff.Line> of(List<String> from, List<String> to) {
    return new LineDiff(from, to).compare();
  }

  private List<PromptDiff.Line> compare() {
    int start = 0;
    while (start < Math.min(from.size(), to.size()) && from.get(start).equals(to.get(start))) {
      start++;
    }
    int fromEnd = from.size();
    int toEnd = to.size();
    while (fromEnd > start && toEnd > start && from.get(fromEnd - 1).equals(to.get(toEnd - 1))) {
      fromEnd--;
      toEnd--;
    }
    add(PromptDiff.Op.EQUAL, from.subList(0, start));
    middle(from.subList(start, fromEnd), to.subList(start, toEnd));
    add(PromptDiff.Op.EQUAL, from.subList(fromEnd, from.size()));
    return List.copyOf(lines);
  }

  private void middle(List<String> removed, List<String> added) {
    if ((long) removed.size() * added.size() > MAX_PAIRS) {
      add(PromptDiff.Op.REMOVED, removed);
      add(PromptDiff.Op.ADDED, added);
      return;
    }
    int[][] common = lengths(removed, added);
    int i = 0;
    int j = 0;
    while (i < removed.size() || j < added.size()) {
      if (i < removed.size() && j < added.size() && removed.get(i).equals(added.get(j))) {
        add(PromptDiff.Op.EQUAL, removed.get(i));
        i++;
        j++;
      } else if (j == added.size()
          || (i < removed.size() && common[i + 1][j] >= common[i][j + 1])) {
        add(PromptDiff.Op.REMOVED, removed.get(i));
        i++;
      } else {
        add(PromptDiff.Op.ADDED, added.get(j));
        j++;
      }
    }
  }

  /** How many lines the rests of both, from each pair of positions on, have in common. */
  private static int[][] lengths(List<String> a, List<String> b) {
    int[][] common = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        common[i][j] =
            a.get(i).equals(b.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private void add(PromptDiff.Op op, List<String> texts) {
    texts.forEach(text -> add(op, text));
  }

  private void add(PromptDiff.Op op, String text) {
    lines.add(new PromptDiff.Line(op, text));
  }
}
