package dev.llmops.service.alert;

import java.time.Duration;
import java.util.Objects;

/**
 * When alerts are raised and how they are delivered.
 *
 * @param passRateDrop the fall of the pass rate from which there is a warning, above 0 to 1
 * @param criticalPassRateDrop the fall from which it is critical, at least {@code passRateDrop}
 * @param significance the p value up to which a fall is believed, between 0 and 1
 * @param scoredShare the share of samples that both runs must have scored, 0 to 1
 * @param sinkTimeout how long one attempt to deliver may take
 * @param firstPause how long to wait after the first failed attempt; doubled after each further one
 * @param longestPause the most to wait unless the receiver asks for more
 * @param giveUpAfter how old an alert may grow before delivery is given up
 * @param maxAttempts how many attempts there are at most, at least 1
 */
public record AlertSettings(
    double passRateDrop,
    double criticalPassRateDrop,
    double significance,
    double scoredShare,
    Duration sinkTimeout,
    Duration firstPause,
    Duration longestPause,
    Duration giveUpAfter,
    int maxAttempts) {

  /** What holds when nothing is configured. */
  public static final AlertSettings DEFAULTS =
      new AlertSettings(
          0.05,
          0.10,
          0.05,
          0.95,
          Duration.ofSeconds(15),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          Duration.ofHours(24),
          50);

  public AlertSettings {
    require(passRateDrop > 0 && passRateDrop <= 1, "passRateDrop", passRateDrop);
    require(
        criticalPassRateDrop >= passRateDrop && criticalPassRateDrop <= 1,
        "criticalPassRateDrop",
        criticalPassRateDrop);
    require(significance > 0 && significance < 1, "significance", significance);
    require(scoredShare >= 0 && scoredShare <= 1, "scoredShare", scoredShare);
    requirePositive(sinkTimeout, "sinkTimeout");
    requirePositive(firstPause, "firstPause");
    requirePositive(longestPause, "longestPause");
    requirePositive(giveUpAfter, "giveUpAfter");
    require(maxAttempts >= 1, "maxAttempts", maxAttempts);
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
