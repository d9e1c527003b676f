package dev.llmops.model.job;

import java.time.Instant;
import java.util.Objects;

/**
 * Work that must be done though a server may die: claimed with a lease, tried again when the lease
 * runs out.
 *
 * @param id unique
 * @param kind what sort of work, such as {@code run} or {@code delivery}
 * @param subject what it is about; one open job a kind and subject
 * @param dueAt not to be claimed before
 * @param attempts how often it was claimed
 */
public record Job(String id, String kind, String subject, Instant dueAt, int attempts) {

  public Job {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(subject, "subject is null");
    Objects.requireNonNull(dueAt, "dueAt is null");
  }
}
