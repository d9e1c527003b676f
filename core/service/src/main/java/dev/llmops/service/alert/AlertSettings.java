package dev.llmops.service.alert;

import java.time.Duration;
import java.util.Objects;

/**
 * How alerts are told.
 *
 * @param coolDown how long after the end of an alert sinks are not told of the same condition again
 * @param sinkTimeout how long one attempt to deliver may take
 * @param firstPause how long to wait after the first failed attempt; doubled after each further one
 * @param longestPause the most to wait unless the receiver asks for more
 * @param giveUpAfter how old news may grow before delivery is given up
 * @param maxAttempts how many attempts there are at most, at least 1
 */
public record AlertSettings(
    Duration coolDown,
    Duration sinkTimeout,
    Duration firstPause,
    Duration longestPause,
    Duration giveUpAfter,
    int maxAttempts) {

  /** What holds when nothing is configured. */
  public static final AlertSettings DEFAULTS =
      new AlertSettings(
          Duration.ofMinutes(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofHours(24),
          50);

  public AlertSettings {
    Objects.requireNonNull(coolDown, "coolDown is null");
    require(!coolDown.isNegative(), "coolDown", coolDown);
    requirePositive(sinkTimeout, "sinkTimeout");
    requirePositive(firstPause, "firstPause");
    requirePositive(longestPause, "longestPause");
    requirePositive(giveUpAfter, "giveUpAfter");
    require(maxAttempts >= 1, "maxAttempts", maxAttempts);
  }

  /** The same with another cool-down. */
  public AlertSettings withCoolDown(Duration other) {
    return new AlertSettings(
        other, sinkTimeout, firstPause, longestPause, giveUpAfter, maxAttempts);
  }

  private static void requirePositive(Duration duration, String name) {
    require(Objects.requireNonNull(duration, name + " is null").isPositive(), name, duration);
  }

  private static void require(boolean condition, String name, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(name + " is out of range: " + value);
    }
  }
}
