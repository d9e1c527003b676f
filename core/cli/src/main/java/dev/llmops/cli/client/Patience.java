package dev.llmops.cli.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tries something again and again until it is done, with longer and longer pauses, for as long as a
 * server may need to start again. Not thread-safe.
 */
public final class Patience {

  /** Attempts in a row without success; with their pauses about five minutes. */
  public static final int ATTEMPTS = 24;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** Waits before the next attempt. */
  @FunctionalInterface
  public interface Pause {
    void of(Duration duration) throws InterruptedException;
  }

  private final Pause pause;
  private int attempts;

  public Patience(Pause pause) {
    this.pause = Objects.requireNonNull(pause, "pause is null");
  }

  /** Forgets the attempts before, because this one got somewhere. */
  public void renew() {
    attempts = 0;
  }

  /**
   * Tries until there is a result.
   *
   * @param attempt gives the result, or nothing when it is to be tried again, as it is when it
   *     throws an {@code UnavailableException}
   * @param fruitless what to tell when attempts succeed again and again without a result
   * @throws UnavailableException after too many attempts in a row
   */
  public <T> T until(Supplier<Optional<T>> attempt, String fruitless) {
    while (true) {
      UnavailableException trouble = new UnavailableException(fruitless);
      attempts++;
      try {
        Optional<T> result = attempt.get();
        if (result.isPresent()) {
          return result.get();
        }
      } catch (UnavailableException e) {
        trouble = e;
      }
      if (attempts >= ATTEMPTS) {
        throw trouble;
      }
      rest();
    }
  }

  private void rest() {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
    try {
      pause.of(doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted.");
    }
  }
}
