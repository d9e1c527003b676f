package dev.llmops.host.load;

import dev.llmops.host.verify.PluginProblem;
import java.util.List;

/** Tells that a verified plugin could not be loaded. Its class loader has been closed. */
public final class PluginLoadException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<PluginProblem> problems;

  /** With at least one problem. */
  public PluginLoadException(List<PluginProblem> problems) {
    super(problems.getFirst().toString());
    this.problems = List.copyOf(problems);
  }

  /** What is wrong. */
  public List<PluginProblem> problems() {
    return problems == null ? List.of() : problems;
  }
}
