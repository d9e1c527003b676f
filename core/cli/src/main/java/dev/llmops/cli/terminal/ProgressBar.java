package dev.llmops.cli.terminal;

import java.io.PrintWriter;
import java.util.Objects;

/**
 * Shows how far work has got: a bar that is redrawn on a terminal, a line now and then elsewhere.
 * Not thread-safe.
 */
public final class ProgressBar {

  private static final int WIDTH = 30;

  private final PrintWriter out;
  private final boolean interactive;
  private int lastTenth;
  private boolean drawn;

  /** On a terminal when interactive, else into a file or pipe. */
  public ProgressBar(PrintWriter out, boolean interactive) {
    this.out = Objects.requireNonNull(out, "out is null");
    this.interactive = interactive;
  }

  /** Shows that so much of the total is done. */
  public void show(long done, long total, String note) {
    double fraction = total == 0 ? 1 : (double) done / total;
    if (interactive) {
      int filled = (int) Math.round(fraction * WIDTH);
      out.print(
          "\r[%s%s] %d/%d  %s  "
              .formatted("#".repeat(filled), "-".repeat(WIDTH - filled), done, total, note));
      drawn = true;
    } else if ((int) (fraction * 10) > lastTenth) {
      lastTenth = (int) (fraction * 10);
      out.println("%d/%d  %s".formatted(done, total, note));
    }
    out.flush();
  }

  /** Ends the line of the bar. */
  public void end() {
    if (drawn) {
      out.println();
      out.flush();
    }
  }
}
