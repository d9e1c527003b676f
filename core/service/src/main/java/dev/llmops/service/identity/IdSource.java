package dev.llmops.service.identity;

import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Makes UUIDs of version 7 (RFC 9562 §5.7), which sort by the time they were made; those of one
 * millisecond, and those made while the clock goes backwards, sort by the order they were made in.
 * Thread-safe.
 */
public final class IdSource {

  private static final long COUNTER_LIMIT = 1L << 12;

  private final Clock clock;
  private final RandomGenerator random;
  private long lastMillis;
  private long counter;

  /** Takes time and randomness from these. */
  public IdSource(Clock clock, RandomGenerator random) {
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.random = Objects.requireNonNull(random, "random is null");
  }

  /** A new id. */
  public synchronized String next() {
    long now = clock.millis();
    if (now > lastMillis) {
      lastMillis = now;
      // Starting low leaves room to count within the millisecond.
      counter = random.nextLong(COUNTER_LIMIT / 4);
    } else if (++counter == COUNTER_LIMIT) {
      lastMillis++;
      counter = 0;
    }
    long high = (lastMillis << 16) | 0x7000L | counter;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  /** Random text for an assignment hash: 128 bits in lower-case hex. */
  public synchronized String salt() {
    return "%016x%016x".formatted(random.nextLong(), random.nextLong());
  }
}
