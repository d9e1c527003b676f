package dev.llmops.host.instance;

import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;

/** What the host hands to one instance. */
record InstanceContext(
    String pluginId,
    String instanceName,
    Clock clock,
    Path dataDirectory,
    JsonCodec json,
    ThreadFactory threads)
    implements PluginContext {

  InstanceContext {
    Objects.requireNonNull(pluginId, "pluginId is null");
    Objects.requireNonNull(instanceName, "instanceName is null");
    Objects.requireNonNull(clock, "clock is null");
    Objects.requireNonNull(dataDirectory, "dataDirectory is null");
    Objects.requireNonNull(json, "json is null");
    Objects.requireNonNull(threads, "threads is null");
  }
}
