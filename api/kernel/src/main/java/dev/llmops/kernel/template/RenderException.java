package dev.llmops.kernel.template;

import java.util.List;
import java.util.stream.Collectors;

/** A template could not be rendered with the given values; lists every problem. */
public final class RenderException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RenderProblem> problems;

  RenderException(List<RenderProblem> problems) {
    super(problems.stream().map(RenderProblem::message).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /**
   * The problems, at least one: first those of the values, then those of the template in the order
   * of rendering.
   */
  public List<RenderProblem> problems() {
    return problems;
  }
}
