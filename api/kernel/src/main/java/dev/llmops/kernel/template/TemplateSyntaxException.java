package dev.llmops.kernel.template;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** A text that is no template; lists every problem, in the order of the text. */
public final class TemplateSyntaxException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * One syntax problem.
   *
   * @param line the line of the tag, from 1
   * @param column the column where the tag begins, from 1, in UTF-16 units
   * @param message what is wrong and what to do, without the place
   */
  public record Problem(int line, int column, String message) {
    public Problem {
      Objects.requireNonNull(message, "message is null");
    }

    /** The problem with its place first. */
    @Override
    public String toString() {
      return line + ":" + column + ": " + message;
    }
  }

  private final transient List<Problem> problems;

  TemplateSyntaxException(List<Problem> problems) {
    super(
        problems.stream()
            .map(Problem::toString)
            .collect(Collectors.joining("\n", "invalid template:\n", "")));
    this.problems = List.copyOf(problems);
  }

  /** The problems, at least one and at most {@value SyntaxProblems#LIMIT}. */
  public List<Problem> problems() {
    return problems;
  }
}
