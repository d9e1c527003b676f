package dev.llmops.spi.provider;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells that a provider has no usable answer.
 *
 * @since 1.0
 */
public final class ProviderException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    RATE_LIMIT(true),
    TIMEOUT(true),
    UNAVAILABLE(true),
    AUTHENTICATION(false),
    INVALID_REQUEST(false),
    CONTENT_FILTER(false),
    INVALID_RESPONSE(false);

    private final boolean retryable;

    Kind(boolean retryable) {
      this.retryable = retryable;
    }

    /** Whether the same request may succeed later. */
    public boolean retryable() {
      return retryable;
    }
  }

  private final Kind kind;
  private final transient Optional<Duration> retryAfter;

  /**
   * With a message that says what happened and, where it can, what to do; never with a secret in
   * it.
   */
  public ProviderException(Kind kind, String message) {
    this(kind, message, Optional.empty(), null);
  }

  /** With the time the provider asks to wait, and the cause; a null cause means none. */
  public ProviderException(
      Kind kind, String message, Optional<Duration> retryAfter, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind is null");
    this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter is null");
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** How long the provider asks to wait before another attempt. */
  public Optional<Duration> retryAfter() {
    return retryAfter == null ? Optional.empty() : retryAfter;
  }
}
