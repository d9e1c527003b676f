package dev.llmops.spi;

import dev.llmops.spi.config.InstanceRef;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderStanding;
import dev.llmops.spi.provider.StandingQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * What the host gives to one instance; injected into its constructor. Thread-safe.
 *
 * @since 1.0
 */
public interface PluginContext {

  /** The id of the plugin that the instance belongs to. */
  String pluginId();

  /** The name of the instance. */
  String instanceName();

  /** The host's clock; use it instead of {@code System.currentTimeMillis()}. */
  Clock clock();

  /** The server's data folder, which relative paths in settings are resolved against. */
  Path dataDirectory();

  /** Reads and writes JSON, so that a plugin need not carry a library for it. */
  JsonCodec json();

  /** Makes daemon threads that are named after the instance and carry its class loader. */
  ThreadFactory threads();

  /**
   * A provider that the settings name with {@link InstanceRef}, behind the host's guard: each call
   * ends by its deadline, runs under the provider's own limits and class loader, and fails with a
   * {@link dev.llmops.spi.provider.ProviderException} of the provider's own kind. The instance is
   * looked up at every call, so that the order of start and reloads do not matter; only in a
   * constructor it may not be in service yet.
   *
   * @throws IllegalArgumentException when no setting marked with {@code InstanceRef} names it
   * @throws UnsupportedOperationException in a context without providers, such as one made for a
   *     unit test; the host's own context always has them
   * @since 1.0
   */
  default LlmProvider provider(String instance) {
    throw new UnsupportedOperationException("this host lends no providers");
  }

  /**
   * How providers that the settings name with {@link InstanceRef} stand: the best one first,
   * healthy ones before the others, then by score, those without a score last, then in the order
   * given.
   *
   * @throws IllegalArgumentException when no setting marked with {@code InstanceRef} names one
   * @throws UnsupportedOperationException in a context without providers, such as one made for a
   *     unit test; the host's own context always has them
   * @since 1.0
   */
  default List<ProviderStanding> standings(StandingQuery query) {
    throw new UnsupportedOperationException("this host measures no providers");
  }
}
