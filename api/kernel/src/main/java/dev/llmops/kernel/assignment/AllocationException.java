package dev.llmops.kernel.assignment;

import java.util.List;

/**
 * Names or shares from which no {@link Allocation} can be made; lists everything that is wrong with
 * them.
 */
public final class AllocationException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  AllocationException(List<String> problems) {
    super("invalid allocation: " + String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence for each problem, at least one. */
  public List<String> problems() {
    return problems;
  }
}
