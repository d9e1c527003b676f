package dev.llmops.host.config;

import java.util.Objects;

/**
 * A place in a configuration file.
 *
 * @param file the file as it was named by the operator
 * @param line from 1
 * @param column from 1
 */
public record Location(String file, int line, int column) {

  public Location {
    Objects.requireNonNull(file, "file is null");
  }

  /** The form that editors and terminals turn into a link: {@code file:line:column}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
