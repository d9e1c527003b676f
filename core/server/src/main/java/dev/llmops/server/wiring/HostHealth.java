package dev.llmops.server.wiring;

import dev.llmops.host.PluginHost;
import dev.llmops.host.UnknownInstanceException;
import dev.llmops.host.guard.Health;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.service.provider.ProviderHealth;
import dev.llmops.spi.provider.LlmProvider;
import java.time.Duration;
import java.util.Objects;

/** Tells the services of the health that the host's guards have seen. Thread-safe. */
final class HostHealth implements ProviderHealth {

  private final PluginHost host;

  HostHealth(PluginHost host) {
    this.host = Objects.requireNonNull(host, "host is null");
  }

  @Override
  public boolean isConfigured(String provider) {
    return host.snapshot().instances().stream()
        .anyMatch(instance ->
            instance.kind() == ExtensionKind.PROVIDER && instance.name().equals(provider));
  }

  @Override
  public Report of(String provider) {
    try {
      Health health = host.instance(LlmProvider.class, provider).health();
      return new Report(health.healthy(), health.known(), health.reason());
    } catch (UnknownInstanceException e) {
      return new Report(false, true, "not in service");
    }
  }

  @Override
  public void probe(String provider, Duration timeout) throws InterruptedException {
    try {
      host.instance(LlmProvider.class, provider)
          .call(
              "probe",
              timeout,
              (model, call) -> {
                model.probe(call);
                return true;
              });
    } catch (PluginCallException | UnknownInstanceException e) {
      // The guard remembers how it ended, which is all that is asked for.
      return;
    }
  }
}
