package dev.llmops.service.experiment;

import dev.llmops.service.audit.Actor;
import java.util.Objects;
import java.util.Optional;

/**
 * Who changes the status of an experiment, and why.
 *
 * @param actor who
 * @param reason why; may be empty
 * @param expectedRevision the revision the experiment must have; empty to change it whatever it is
 */
public record StatusChange(Actor actor, String reason, Optional<Long> expectedRevision) {

  public StatusChange {
    Objects.requireNonNull(actor, "actor is null");
    reason = reason == null ? "" : reason;
    expectedRevision = expectedRevision == null ? Optional.empty() : expectedRevision;
  }

  /** A change whatever the revision is. */
  public static StatusChange by(Actor actor, String reason) {
    return new StatusChange(actor, reason, Optional.empty());
  }
}
