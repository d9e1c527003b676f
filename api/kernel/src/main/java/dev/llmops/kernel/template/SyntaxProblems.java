package dev.llmops.kernel.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects the problems of one template and knows the place of each offset. Confined to one parse.
 */
final class SyntaxProblems {

  /** More problems than this are of no help to anybody. */
  static final int LIMIT = 100;

  private static final int SHOWN = 40;

  private final LineIndex lines;
  private final List<TemplateSyntaxException.Problem> problems = new ArrayList<>();

  SyntaxProblems(LineIndex lines) {
    this.lines = lines;
  }

  void add(int offset, String message) {
    if (!full()) {
      problems.add(
          new TemplateSyntaxException.Problem(lines.line(offset), lines.column(offset), message));
    }
  }

  boolean full() {
    return problems.size() >= LIMIT;
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      problems.sort(
          Comparator.comparingInt(TemplateSyntaxException.Problem::line)
              .thenComparingInt(TemplateSyntaxException.Problem::column));
      throw new TemplateSyntaxException(problems);
    }
  }

  /** Text from the template for a message: one line, not too long. */
  static String shown(String text) {
    String line =
        (text.length() > 2 * SHOWN ? text.substring(0, 2 * SHOWN) : text)
            .strip()
            .replaceAll("\\s+", " ");
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
