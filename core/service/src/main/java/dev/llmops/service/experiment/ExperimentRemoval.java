package dev.llmops.service.experiment;

import dev.llmops.spi.storage.StorageBackend;
import java.util.Objects;

/**
 * Removes what deleted experiments have collected, in transactions that stay short however much
 * there is. What has been broken off goes on where it was. Thread-safe.
 */
final class Remover {

  private static final int AT_ONCE = 5_000;

  private final StorageBackend storage;

  Remover(StorageBackend storage) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
  }

  /** Does nothing for an experiment that was not deleted. */
  void remove(String id) {
    boolean more = true;
    while (more) {
      more =
          storage.inTransaction(stores ->
              stores.experiments().find(id).isEmpty()
                  && (stores.observations().remove(id, AT_ONCE)
                      || stores.experiments().removeWithdrawn(id, AT_ONCE)));
    }
  }
}
