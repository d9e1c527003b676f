package dev.llmops.model.evaluation;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How long a run may take.
 *
 * @param timeout the whole run, each time it is started or resumed; empty for no limit
 * @param sampleTimeout the answer to one sample, and each of its scores; waiting for a turn left
 *     out; empty for the timeouts of the server
 */
public record RunLimits(Optional<Duration> timeout, Optional<Duration> sampleTimeout) {

  /** No limits of its own. */
  public static final RunLimits NONE = new RunLimits(Optional.empty(), Optional.empty());

  public RunLimits {
    Objects.requireNonNull(timeout, "timeout is null");
    Objects.requireNonNull(sampleTimeout, "sampleTimeout is null");
  }
}
