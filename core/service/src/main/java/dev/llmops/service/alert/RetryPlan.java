package dev.llmops.service.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Says when a delivery that failed is tried again, and when not any more. */
final class RetryPlan {

  private final AlertSettings settings;

  RetryPlan(AlertSettings settings) {
    this.settings = settings;
  }

  /** How a failed attempt goes on. */
  sealed interface Step {}

  /** Another attempt is made at the given time. */
  record Again(Instant at) implements Step {}

  /** There is no other attempt, and why. */
  record GiveUp(String why) implements Step {}

  /**
   * The step after a failed attempt.
   *
   * @param attempts how many attempts have failed, this one included
   * @param since when the sink could first be told
   * @param after the least time to wait that the receiver asks for
   */
  Step after(int attempts, Instant since, Instant now, Optional<Duration> after) {
    if (attempts >= settings.maxAttempts()) {
      return new GiveUp(AlertWording.givenUpAfter(attempts));
    }
    Instant last = since.plus(settings.giveUpAfter());
    Duration left = Duration.between(now, last);
    Duration pause = pause(attempts);
    if (after.isPresent() && after.get().compareTo(pause) > 0) {
      pause = after.get();
    }
    if (pause.compareTo(left) > 0) {
      return new GiveUp(AlertWording.givenUpAsTooOld(settings.giveUpAfter()));
    }
    return new Again(now.plus(pause));
  }

  private Duration pause(int attempts) {
    Duration pause = settings.firstPause();
    for (int i = 1; i < attempts && pause.compareTo(settings.longestPause()) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(settings.longestPause()) < 0 ? pause : settings.longestPause();
  }
}
