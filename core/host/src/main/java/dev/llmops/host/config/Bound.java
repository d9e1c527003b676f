package dev.llmops.host.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What binding gave: a record, or every reason why there is none.
 *
 * @param value empty when there are problems, here or in the document already: a reference without
 *     a value is told by {@link ConfigDocument#problems} alone
 * @param problems in the order of the file
 */
public record Bound<T>(Optional<T> value, List<Problem> problems) {

  public Bound {
    Objects.requireNonNull(value, "value is null");
    problems = List.copyOf(problems);
    if (value.isPresent() && !problems.isEmpty()) {
      throw new IllegalArgumentException("either a value or problems");
    }
  }

  /**
   * The record.
   *
   * @throws ConfigurationException with all problems
   * @throws IllegalStateException when the document's own problems were not looked at before
   */
  public T orThrow() throws ConfigurationException {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return value.orElseThrow(
        () -> new IllegalStateException("the document has problems that were not looked at"));
  }
}
