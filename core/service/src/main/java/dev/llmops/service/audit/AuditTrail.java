package dev.llmops.service.audit;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.util.Objects;

/** Writes down every change, in the transaction that makes it, and reads the trail. Thread-safe. */
public final class AuditTrail {

  private final StorageBackend storage;
  private final IdSource ids;
  private final Clock clock;

  public AuditTrail(StorageBackend storage, IdSource ids, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * Adds an entry in the given transaction; before and after are JSON null where the resource does
   * not exist.
   */
  public void record(
      Stores stores,
      Actor actor,
      String action,
      String resource,
      Json before,
      Json after,
      String reason) {
    stores
        .audit()
        .append(
            new AuditEntry(
                ids.next(),
                clock.instant(),
                actor.name(),
                action,
                resource,
                before,
                after,
                reason));
  }

  /** Entries, newest first. */
  public Page<AuditEntry> list(AuditStore.Filter filter, PageRequest page) {
    return storage.read(stores -> stores.audit().list(filter, page));
  }
}
