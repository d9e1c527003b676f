package dev.llmops.service.evaluation;

import dev.llmops.service.plugin.PluginCallException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Lets the runs of a server through to one provider, within its limits. When the provider says that
 * it is asked too often, or asks for a wait, nobody asks it until the time it names is over, and
 * the request is made again a few times before it counts as failed. This is the only place that
 * repeats such a request: providers report it at once to a caller that is paced. Thread-safe.
 */
final class ProviderGate {

  /** How often a request is made when it is refused for its rate. */
  static final int ATTEMPTS = 5;

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final String RATE_LIMIT = "rate_limit";

  /** A request to the provider. */
  @FunctionalInterface
  interface Request<R> {
    R send() throws PluginCallException, InterruptedException;
  }

  private final Semaphore places;
  private final long spacingNanos;
  private long nextStart = System.nanoTime();
  private long pausedUntil = nextStart;

  ProviderGate(ProviderLimit limit) {
    places = new Semaphore(limit.concurrency().orElse(Integer.MAX_VALUE), true);
    spacingNanos =
        limit.requestsPerMinute().isPresent()
            ? TimeUnit.MINUTES.toNanos(1) / limit.requestsPerMinute().getAsInt()
            : 0;
  }

  /**
   * Makes a request, when its turn has come.
   *
   * @throws PluginCallException when it fails for another reason than its rate, or too often for
   *     that
   */
  <R> R ask(Request<R> request) throws PluginCallException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return askOnce(request);
      } catch (PluginCallException e) {
        Duration pause = e.retryAfter().orElse(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)));
        if (!waits(e) || attempt == ATTEMPTS || pause.compareTo(LONGEST_PAUSE) > 0) {
          throw e;
        }
        pause(pause);
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
    long turn = takeTurn();
    while (true) {
      long left = turn - System.nanoTime();
      if (left > 0) {
        TimeUnit.NANOSECONDS.sleep(left);
      } else if (pausedUntil() > turn) {
        // Somebody was told to wait meanwhile.
        turn = takeTurn();
      } else {
        return;
      }
    }
  }

  private synchronized long pausedUntil() {
    return pausedUntil;
  }

  private synchronized long takeTurn() {
    long earliest = Math.max(System.nanoTime(), pausedUntil);
    long turn = spacingNanos == 0 ? earliest : Math.max(earliest, nextStart);
    nextStart = turn + spacingNanos;
    return turn;
  }

  private synchronized void pause(Duration time) {
    // Those who were refused together do not come back in the same instant.
    long jitter = ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(50));
    pausedUntil = Math.max(pausedUntil, System.nanoTime() + time.toNanos() + jitter);
  }
}
