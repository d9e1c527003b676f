package dev.llmops.host.config;

import java.util.Objects;

/**
 * One mistake in the configuration and what to do about it. Neither text ever holds a secret.
 *
 * @param location where it is
 * @param key the full key, such as {@code metrics.brief.max}; empty for the file as a whole
 * @param code stable, {@code LLM-CFG-nnn}
 * @param message what is wrong
 * @param remedy what to do
 */
public record Problem(Location location, String key, String code, String message, String remedy) {

  public Problem {
    Objects.requireNonNull(location, "location is null");
    Objects.requireNonNull(key, "key is null");
    Objects.requireNonNull(code, "code is null");
    Objects.requireNonNull(message, "message is null");
    Objects.requireNonNull(remedy, "remedy is null");
  }

  /** The file. */
  public String file() {
    return location.file();
  }

  /** The line, from 1. */
  public int line() {
    return location.line();
  }

  /** The column, from 1. */
  public int column() {
    return location.column();
  }

  /** {@code file:line:column key — what is wrong — remedy}, without the parts that are empty. */
  @Override
  public String toString() {
    return location
        + (key.isEmpty() ? "" : " " + key)
        + " — "
        + message
        + (remedy.isEmpty() ? "" : " — " + remedy);
  }
}
