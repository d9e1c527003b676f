package dev.llmops.service.schedule;

import java.time.Duration;
import java.util.Objects;

/**
 * Whether and how often bound prompts are evaluated by themselves.
 *
 * @param on whether they are at all
 * @param interval how much time lies between two evaluations of an unchanged prompt
 */
public record AutoSettings(boolean on, Duration interval) {

  /** What holds when nothing is configured. */
  public static final AutoSettings DEFAULTS = new AutoSettings(true, Duration.ofHours(24));

  public AutoSettings {
    Objects.requireNonNull(interval, "interval is null");
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("interval is out of range: " + interval);
    }
  }
}
