package dev.llmops.spi.stats;

/**
 * Units and how many of them succeeded.
 *
 * @param units how many units, 0 or more
 * @param successes how many of them succeeded, 0 to {@code units}
 * @since 1.0
 */
public record Counts(long units, long successes) {

  public Counts {
    if (units < 0 || successes < 0 || successes > units) {
      throw new IllegalArgumentException("impossible counts: " + successes + " of " + units);
    }
  }

  /** The share of successes. Meaningful from one unit on. */
  public double rate() {
    return (double) successes / units;
  }
}
