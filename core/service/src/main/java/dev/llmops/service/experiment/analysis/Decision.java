package dev.llmops.service.experiment.analysis;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What to do about an experiment.
 *
 * @param action what to do
 * @param variant the variant to ship or to roll back; empty when going on
 * @param summary one sentence with the numbers
 * @param reasons what led to it and what speaks against it, most important first
 */
public record Decision(
    Action action, Optional<String> variant, String summary, List<String> reasons) {

  /** What can be done. */
  public enum Action {
    /** Serve the variant to everybody. */
    SHIP,
    /** Take the variant away. */
    ROLL_BACK,
    /** Collect more data. */
    CONTINUE
  }

  public Decision {
    Objects.requireNonNull(action, "action is null");
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(summary, "summary is null");
    reasons = List.copyOf(reasons);
  }
}
