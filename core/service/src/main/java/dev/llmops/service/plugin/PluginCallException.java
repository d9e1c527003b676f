package dev.llmops.service.plugin;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Tells that a call into a plugin has no result. */
public final class PluginCallException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String code;
  private final boolean retryable;
  private final transient Optional<Duration> retryAfter;

  /**
   * With what went wrong.
   *
   * @param code groups equal reasons, such as {@code timeout}, {@code saturated}, {@code failed}
   *     or, for providers, {@code rate_limit}
   * @param message what happened
   * @param retryable whether the same call may succeed later
   * @param retryAfter how long to wait before, where it is known
   */
  public PluginCallException(
      String code, String message, boolean retryable, Optional<Duration> retryAfter) {
    super(message);
    this.code = Objects.requireNonNull(code, "code is null");
    this.retryable = retryable;
    this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter is null");
  }

  /** Groups equal reasons. */
  public String code() {
    return code;
  }

  /** Whether the same call may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  /** How long to wait before, where it is known. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
