package dev.llmops.metrics.text;

/**
 * Levenshtein's distance: the fewest insertions, deletions and replacements that turn one text into
 * another (Levenshtein 1966). Memory is linear in the shorter text; time is the product of the
 * lengths, or with a bound the shorter length times the bound (Ukkonen 1985).
 */
final class EditDistance {

  private EditDistance() {}

  /**
   * The distance between two texts, given as code points, if it is at most the bound; else any
   * number above the bound.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  static int between(int[] a, int[] b, int bound) throws InterruptedException {
    return a.length <= b.length ? compute(a, b, bound) : compute(b, a, bound);
  }

  private static int compute(int[] shorter, int[] longer, int bound) throws InterruptedException {
    int start = 0;
    int shortEnd = shorter.length;
    int longEnd = longer.length;
    while (start < shortEnd && shorter[start] == longer[start]) {
      start++;
    }
    while (shortEnd > start && shorter[shortEnd - 1] == longer[longEnd - 1]) {
      shortEnd--;
      longEnd--;
    }
    int m = shortEnd - start;
    int n = longEnd - start;
    if (n - m > bound) {
      return n - m;
    }
    return m == 0 ? n : fill(shorter, longer, start, m, n, Math.min(bound, n));
  }

  /** Fills the rows of the distance matrix within the diagonal band that the bound leaves. */
  private static int fill(int[] shorter, int[] longer, int start, int m, int n, int bound)
      throws InterruptedException {
    int beyond = bound + 1;
    int[] row = new int[m + 1];
    for (int j = 0; j <= m; j++) {
      row[j] = Math.min(j, beyond);
    }
    // Cells outside the band hold a number beyond the bound: right of it since the first row, left
    // of
    // it since the row before.
    for (int i = 1; i <= n; i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the deadline has passed");
      }
      int from = Math.max(1, i - bound);
      int to = Math.min(m, i + bound);
      int diagonal = row[from - 1];
      row[from - 1] = from == 1 ? Math.min(i, beyond) : beyond;
      int least = row[from - 1];
      int wanted = longer[start + i - 1];
      for (int j = from; j <= to; j++) {
        int cost = shorter[start + j - 1] == wanted ? 0 : 1;
        int cell = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + cost);
        diagonal = row[j];
        row[j] = Math.min(cell, beyond);
        least = Math.min(least, row[j]);
      }
      if (least > bound) {
        return beyond;
      }
    }
    return row[m];
  }
}
