package dev.llmops.spi.storage;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.time.Instant;
import java.util.Optional;

/**
 * The audit trail; entries are only ever added.
 *
 * @since 1.0
 */
public interface AuditStore {

  /**
   * Which entries are wanted; all given conditions must hold.
   *
   * @param actor who
   * @param resource to what, exactly or below it ({@code prompt/greet} finds {@code
   *     prompt/greet/labels/production})
   * @param from at or after
   * @param to before
   */
  record Filter(
      Optional<String> actor,
      Optional<String> resource,
      Optional<Instant> from,
      Optional<Instant> to) {

    /** Every entry. */
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Adds an entry. */
  void append(AuditEntry entry);

  /** Entries, newest first. */
  Page<AuditEntry> list(Filter filter, PageRequest page);
}
