package dev.llmops.provider.replay;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One line of a file of answers. Thread-safe. */
final class Entry {

  private final Match match;
  private final Outcome outcome;
  private final Duration latency;
  private final AtomicLong left;

  /**
   * With how often it may be used.
   *
   * @param latency that the provider took, or is to seem to take
   */
  Entry(Match match, Outcome outcome, Duration latency, long times) {
    this.match = match;
    this.outcome = outcome;
    this.latency = latency;
    this.left = new AtomicLong(times);
  }

  Match match() {
    return match;
  }

  Outcome outcome() {
    return outcome;
  }

  Duration latency() {
    return latency;
  }

  /** Uses it once; false when it is used up. */
  boolean take() {
    return left.getAndUpdate(times -> Math.max(0, times - 1)) > 0;
  }
}
