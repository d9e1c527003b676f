package dev.llmops.spi;

import java.nio.file.Path;
import java.time.Clock;
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
}
