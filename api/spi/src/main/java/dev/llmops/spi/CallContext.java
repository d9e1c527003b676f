package dev.llmops.spi;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The terms of one call into a plugin. When the deadline passes the host interrupts the calling
 * thread and stops waiting. Thread-safe.
 *
 * @since 1.0
 */
public final class CallContext {

  private final Instant deadline;
  private final Clock clock;
  private final boolean paced;

  private CallContext(Instant deadline, Clock clock, boolean paced) {
    this.deadline = Objects.requireNonNull(deadline, "deadline is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.paced = paced;
  }

  /** A call that must end by the deadline, measured by the clock. */
  public static CallContext until(Instant deadline, Clock clock) {
    return new CallContext(deadline, clock, false);
  }

  /** A call that may take this long from now on. */
  public static CallContext within(Duration timeout, Clock clock) {
    return new CallContext(clock.instant().plus(timeout), clock, false);
  }

  /** The same call by a caller that is {@linkplain #isPaced() paced}. */
  public CallContext paced() {
    return new CallContext(deadline, clock, true);
  }

  /**
   * Whether the caller itself waits and asks again when a provider refuses it for its rate or asks
   * for a wait, and has others wait too. A provider then reports such a refusal at once and leaves
   * the repetition to the caller; nobody else repeats what it repeats.
   */
  public boolean isPaced() {
    return paced;
  }

  /** When the call must have ended. */
  public Instant deadline() {
    return deadline;
  }

  /** How much time is left; zero when none is. */
  public Duration remaining() {
    Duration left = Duration.between(clock.instant(), deadline);
    return left.isNegative() ? Duration.ZERO : left;
  }
}
