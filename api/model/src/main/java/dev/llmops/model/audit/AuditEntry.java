package dev.llmops.model.audit;

import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.Objects;

/**
 * A record of one change: who, when, what, before and after.
 *
 * @param id unique, ordered by time
 * @param at when
 * @param actor who
 * @param action what was done, such as {@code label.move}
 * @param resource what it was done to, such as {@code prompt/greet/labels/production}
 * @param before the resource before; JSON null when it did not exist
 * @param after the resource after; JSON null when it is gone
 * @param reason why; may be empty
 */
public record AuditEntry(
    String id,
    Instant at,
    String actor,
    String action,
    String resource,
    Json before,
    Json after,
    String reason) {

  public AuditEntry {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(at, "at is null");
    Objects.requireNonNull(actor, "actor is null");
    Objects.requireNonNull(action, "action is null");
    Objects.requireNonNull(resource, "resource is null");
    Objects.requireNonNull(before, "before is null");
    Objects.requireNonNull(after, "after is null");
    Objects.requireNonNull(reason, "reason is null");
  }
}
