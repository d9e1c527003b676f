package dev.llmops.storage.sql;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Times as they are stored: whole microseconds since 1970 in UTC. Nanoseconds are cut off at this
 * border, in what is stored and in what is asked for alike; years beyond ±292,000 are taken for the
 * end of time.
 */
final class Times {

  private static final long MICROS_A_SECOND = 1_000_000;
  private static final int NANOS_A_MICRO = 1_000;

  private Times() {}

  static long micros(Instant time) {
    long seconds = time.getEpochSecond();
    if (seconds >= Long.MAX_VALUE / MICROS_A_SECOND) {
      return Long.MAX_VALUE;
    }
    if (seconds <= Long.MIN_VALUE / MICROS_A_SECOND) {
      return Long.MIN_VALUE;
    }
    return seconds * MICROS_A_SECOND + time.getNano() / NANOS_A_MICRO;
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
