package dev.llmops.host.instance;

import dev.llmops.host.guard.ContextLoaderScope;
import dev.llmops.spi.storage.StorageBackend;
import java.util.Objects;

/**
 * A storage backend with its plugin's context class loader, on the caller's own thread: storage is
 * trusted and never abandoned half-way.
 */
public record ScopedStorage(StorageBackend backend) implements StorageBackend {

  public ScopedStorage {
    Objects.requireNonNull(backend, "backend is null");
  }

  @Override
  public <T> T inTransaction(TransactionBody<T> body) {
    try (ContextLoaderScope _ = enter()) {
      return backend.inTransaction(body);
    }
  }

  @Override
  public <T> T read(TransactionBody<T> body) {
    try (ContextLoaderScope _ = enter()) {
      return backend.read(body);
    }
  }

  private ContextLoaderScope enter() {
    return ContextLoaderScope.enter(backend.getClass().getClassLoader());
  }
}
