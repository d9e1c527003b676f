package dev.llmops.host.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What binding gave: a record, or every reason why there is none.
 *
 * @param value empty exactly when there are problems
 * @param problems in the order of the file
 */
public record Bound<T>(Optional<T> value, List<Problem> problems) {

  public Bound {
    Objects.requireNonNull(value, "value is null");
    problems = List.copyOf(problems);
    if (value.isPresent() != problems.isEmpty()) {
      throw new IllegalArgumentException("either a value or problems");
    }
  }

  /**
   * The record.
   *
   * @throws ConfigurationException with all problems
   */
  public T orThrow() throws ConfigurationException {
    if (value.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return value.get();
  }
}
