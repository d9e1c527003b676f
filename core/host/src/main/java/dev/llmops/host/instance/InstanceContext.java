package dev.llmops.host.instance;

import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * What the host hands to one instance.
 *
 * @param lent the providers that its settings name
 */
record InstanceContext(
    String pluginId,
    String instanceName,
    Clock clock,
    Path dataDirectory,
    JsonCodec json,
    ThreadFactory threads,
    Set<String> lent,
    Directory directory)
    implements PluginContext {

  InstanceContext {
    Objects.requireNonNull(pluginId, "pluginId is null");
    Objects.requireNonNull(instanceName, "instanceName is null");
    Objects.requireNonNull(clock, "clock is null");
    Objects.requireNonNull(dataDirectory, "dataDirectory is null");
    Objects.requireNonNull(json, "json is null");
    Objects.requireNonNull(threads, "threads is null");
    lent = Set.copyOf(lent);
    Objects.requireNonNull(directory, "directory is null");
  }

  @Override
  public LlmProvider provider(String instance) {
    requireLent(instance);
    return new LentProvider(instance, directory);
  }

  @Override
  public List<ProviderStanding> standings(StandingQuery query) {
    query.providers().forEach(this::requireLent);
    return directory.standings(query);
  }

  private void requireLent(String instance) {
    if (!lent.contains(instance)) {
      throw new IllegalArgumentException(
          "no setting of "
              + instanceName
              + " names the provider \""
              + instance
              + "\"; mark the setting that holds the name with @InstanceRef(LlmProvider.class)");
    }
  }
}
