package dev.llmops.provider.http;

import static java.util.Objects.requireNonNull;

import dev.llmops.spi.CallContext;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import java.time.Duration;

/**
 * Tries again what was refused for the moment, after the wait that was asked for or else as {@link
 * Backoff} says. When the wait would pass the deadline of the call the last failure is reported at
 * once, with the wait asked for; so it is when the caller {@linkplain CallContext#isPaced() is
 * paced} and the failure is one that it waits for itself. Thread-safe.
 *
 * @param timeout the longest wait for one attempt
 * @param maxRetries how many further attempts follow a failed one, 0 or more
 * @param pause waits between two attempts
 */
public record Attempts(Duration timeout, int maxRetries, Backoff backoff, Pause pause) {

  /** Checks that all is there. */
  public Attempts {
    requireNonNull(timeout, "timeout is null");
    requireNonNull(backoff, "backoff is null");
    requireNonNull(pause, "pause is null");
  }

  /** Waits between two attempts. */
  @FunctionalInterface
  public interface Pause {

    /** Waits so long. */
    void last(Duration time) throws InterruptedException;
  }

  /** One attempt. */
  @FunctionalInterface
  public interface Attempt<T> {

    /** Tries it, within the time. */
    T within(Duration timeout) throws ProviderException, InterruptedException;
  }

  /**
   * The first success.
   *
   * @throws ProviderException the last failure when there is none
   */
  public <T> T first(CallContext call, Attempt<T> attempt)
      throws ProviderException, InterruptedException {
    for (int number = 1; ; number++) {
      try {
        return once(call, attempt);
      } catch (ProviderException failure) {
        if (!failure.kind().retryable() || number > maxRetries || isLeft(call, failure)) {
          throw afterAttempts(number, failure);
        }
        Duration wait = backoff.delay(number, failure.retryAfter());
        if (wait.compareTo(call.remaining()) >= 0) {
          throw afterAttempts(number, failure);
        }
        pause.last(wait);
      }
    }
  }

  private static boolean isLeft(CallContext call, ProviderException failure) {
    return call.isPaced()
        && (failure.kind() == Kind.RATE_LIMIT || failure.retryAfter().isPresent());
  }

  /**
   * One attempt only, within the timeout and the deadline of the call.
   *
   * @throws ProviderException when it fails
   */
  public <T> T once(CallContext call, Attempt<T> attempt)
      throws ProviderException, InterruptedException {
    Duration left = call.remaining();
    if (left.isZero()) {
      throw new ProviderException(Kind.TIMEOUT, "the deadline had passed before the request");
    }
    return attempt.within(left.compareTo(timeout) < 0 ? left : timeout);
  }

  private static ProviderException afterAttempts(int attempts, ProviderException last) {
    return attempts == 1
        ? last
        : new ProviderException(
            last.kind(),
            last.getMessage() + " (after " + attempts + " attempts)",
            last.retryAfter(),
            last);
  }
}
