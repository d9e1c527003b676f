package dev.llmops.provider.http;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before another attempt. Without a wish of the provider the wait is drawn evenly
 * between zero and a bound that doubles with every attempt ("full jitter"), so that callers that
 * failed together do not come back together. A provider that asks for a wait gets it, and up to one
 * {@code base} more for the same reason.
 *
 * @param base the bound after the first attempt
 * @param cap the largest bound
 * @param random draws from 0 inclusive to 1 exclusive; thread-safe
 */
public record Backoff(Duration base, Duration cap, DoubleSupplier random) {

  /** Checks that all is there. */
  public Backoff {
    requireNonNull(base, "base is null");
    requireNonNull(cap, "cap is null");
    requireNonNull(random, "random is null");
  }

  /** Between half a second and twenty, drawn at random. */
  public static Backoff standard() {
    return new Backoff(
        Duration.ofMillis(500),
        Duration.ofSeconds(20),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /** The wait after the given attempt, counted from 1. */
  public Duration delay(int attempt, Optional<Duration> retryAfter) {
    return retryAfter
        .map(wish -> wish.plus(drawUpTo(base)))
        .orElseGet(() -> drawUpTo(bound(attempt)));
  }

  private Duration bound(int attempt) {
    // Beyond 2^20 the cap has long been reached; the shift must not overflow.
    Duration doubled = base.multipliedBy(1L << Math.min(attempt - 1, 20));
    return doubled.compareTo(cap) < 0 ? doubled : cap;
  }

  private Duration drawUpTo(Duration bound) {
    return Duration.ofNanos((long) (bound.toNanos() * random.getAsDouble()));
  }
}
