package dev.llmops.server.wiring;

import dev.llmops.host.HostSnapshot;
import dev.llmops.host.LifecycleState;
import dev.llmops.host.PluginHost;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.server.http.Readiness;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Ready means that the storage answers and every required plugin serves. Thread-safe. */
final class ServerReadiness implements Readiness {

  private final PluginHost host;
  private final StorageBackend storage;
  private final List<String> required;

  ServerReadiness(PluginHost host, StorageBackend storage, List<String> required) {
    this.host = Objects.requireNonNull(host, "host is null");
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.required = List.copyOf(required);
  }

  @Override
  public List<String> missing() {
    List<String> missing = new ArrayList<>();
    HostSnapshot snapshot = host.snapshot();
    for (String plugin : required) {
      boolean serves =
          snapshot.plugins().stream()
              .anyMatch(info -> info.id().equals(plugin) && info.state() == LifecycleState.SERVING);
      if (!serves) {
        missing.add(
            "the required plugin " + plugin + " does not serve; see \"llmops plugin list\"");
      }
    }
    try {
      storage.read(stores -> stores.datasets().list(Optional.empty(), PageRequest.first(1)));
    } catch (StorageException e) {
      missing.add("the storage does not answer: " + e.getMessage());
    }
    return missing;
  }
}
