package dev.llmops.host.config;

import java.util.List;
import java.util.stream.Collectors;

/** Tells every mistake in the configuration at once; nothing was started. */
public final class ConfigurationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  /** With at least one problem. */
  public ConfigurationException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("a configuration exception needs a problem");
    }
    this.problems = List.copyOf(problems);
  }

  /** The mistakes in the order of the file. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }
}
