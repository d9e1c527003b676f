package dev.llmops.service.evaluation;

import dev.llmops.service.plugin.PluginCallException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the runs of a server through to one provider, within its limits. When the provider says that
 * it is asked too often, or asks for a wait, nobody asks it until the time it names is over, and
 * the request is made again a few times before it counts as failed. This is the only place that
 * repeats such a request: providers report it at once to a caller that is paced. Thread-safe.
 */
final class ProviderGate {

  /** How often a request is made when it is refused for its rate. */
  static final int ATTEMPTS = 5;

  /** The longest wait that is worth keeping a run for. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final long LARGEST_SPREAD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String RATE_LIMIT = "rate_limit";

  /** A request to the provider. */
  @FunctionalInterface
  interface Request<R> {
    R send() throws PluginCallException, InterruptedException;
  }

  /** Time and chance, as the gate needs them. */
  interface Pacing {

    /** The real ones. */
    Pacing REAL =
        new Pacing() {
          @Override
          public long nanoTime() {
            return System.nanoTime();
          }

          @Override
          public void sleep(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
          }

          @Override
          public long anyBelow(long bound) {
            return ThreadLocalRandom.current().nextLong(bound);
          }
        };

    long nanoTime();

    void sleep(long nanos) throws InterruptedException;

    /** A random number from 0, below the bound. */
    long anyBelow(long bound);
  }

  /** The provider asks for a longer rest than a run is kept for. */
  static final class LongRestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration rest;

    LongRestException(Duration rest, PluginCallException cause) {
      super(cause.getMessage(), cause);
      this.rest = rest;
    }

    Duration rest() {
      return rest;
    }
  }

  private final Pacing pacing;
  private final Semaphore places;
  private final long spacingNanos;

  /** Held by the one whose turn is next; fair, and given up without a trace when interrupted. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private volatile long nextStart;
  private volatile long pausedUntil;

  /** Over how long those who waited for the end of the pause come back. */
  private volatile long spreadNanos = 1;

  ProviderGate(ProviderLimit limit, Pacing pacing) {
    this.pacing = pacing;
    places = new Semaphore(limit.concurrency().orElse(Integer.MAX_VALUE), true);
    spacingNanos =
        limit.requestsPerMinute().isPresent()
            ? TimeUnit.MINUTES.toNanos(1) / limit.requestsPerMinute().getAsInt()
            : 0;
    nextStart = pacing.nanoTime();
    pausedUntil = nextStart;
  }

  /**
   * Makes a request, when its turn has come.
   *
   * @throws PluginCallException when it fails for another reason than its rate, or too often for
   *     that
   * @throws LongRestException when the provider wants to be left alone for longer than {@link
   *     #LONGEST_PAUSE}
   */
  <R> R ask(Request<R> request) throws PluginCallException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return askOnce(request);
      } catch (PluginCallException e) {
        if (!waits(e)) {
          throw e;
        }
        Duration pause = e.retryAfter().orElse(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
        if (pause.compareTo(LONGEST_PAUSE) > 0) {
          throw new LongRestException(pause, e);
        }
        pause(pause);
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static boolean waits(PluginCallException e) {
    return e.code().equals(RATE_LIMIT) || (e.retryable() && e.retryAfter().isPresent());
  }

  private <R> R askOnce(Request<R> request) throws PluginCallException, InterruptedException {
    places.acquire();
    try {
      awaitTurn();
      return request.send();
    } finally {
      places.release();
    }
  }

  private void awaitTurn() throws InterruptedException {
    long arrival = pacing.nanoTime();
    takeTurn();
    while (pausedUntil - arrival > 0) {
      // Those who were held back together do not come back in the same instant.
      arrival = pausedUntil;
      pacing.sleep(pacing.anyBelow(spreadNanos));
      if (pausedUntil - arrival > 0) {
        takeTurn();
      }
    }
  }

  private void takeTurn() throws InterruptedException {
    turn.lockInterruptibly();
    try {
      long now = pacing.nanoTime();
      for (long left = left(now); left > 0; left = left(now)) {
        pacing.sleep(left);
        now = pacing.nanoTime();
      }
      // A turn that begins a little late does not put off those after it.
      nextStart = (now - nextStart < spacingNanos ? nextStart : now) + spacingNanos;
    } finally {
      turn.unlock();
    }
  }

  /** How long until one who comes now is let through, when nobody waits. */
  Duration untilNextTurn() {
    return Duration.ofNanos(Math.max(0, left(pacing.nanoTime())));
  }

  private long left(long now) {
    long unpaused = pausedUntil - now;
    return spacingNanos == 0 ? unpaused : Math.max(unpaused, nextStart - now);
  }

  private synchronized void pause(Duration time) {
    long until = pacing.nanoTime() + time.toNanos();
    if (until - pausedUntil > 0) {
      spreadNanos = Math.clamp(time.toNanos() / 4, 1, LARGEST_SPREAD_NANOS);
      pausedUntil = until;
    }
  }
}
