package dev.llmops.service.prompt;

import java.time.Instant;
import java.util.Objects;

/**
 * One change of a label.
 *
 * @param label the label
 * @param action {@code create}, {@code move}, {@code rollback} or {@code delete}
 * @param from the version it pointed at before; empty when it did not exist
 * @param to the version it points at since; empty when it was deleted
 * @param at when
 * @param actor who did it
 * @param reason why; may be empty
 */
public record LabelMove(
    String label, String action, String from, String to, Instant at, String actor, String reason) {

  public LabelMove {
    Objects.requireNonNull(label, "label is null");
    Objects.requireNonNull(action, "action is null");
    Objects.requireNonNull(from, "from is null");
    Objects.requireNonNull(to, "to is null");
    Objects.requireNonNull(at, "at is null");
    Objects.requireNonNull(actor, "actor is null");
    Objects.requireNonNull(reason, "reason is null");
  }
}
