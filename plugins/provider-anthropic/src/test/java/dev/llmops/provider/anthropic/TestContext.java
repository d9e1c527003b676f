package dev.llmops.provider.anthropic;

import dev.llmops.host.instance.StrictJsonCodec;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadFactory;

/** What the host would give to the provider, with a clock that stands still. */
final class TestContext implements PluginContext {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public String pluginId() {
    return "provider.anthropic";
  }

  @Override
  public String instanceName() {
    return "main";
  }

  @Override
  public Clock clock() {
    return Clock.fixed(NOW, ZoneOffset.UTC);
  }

  @Override
  public Path dataDirectory() {
    return Path.of("target");
  }

  @Override
  public JsonCodec json() {
    return new StrictJsonCodec();
  }

  @Override
  public ThreadFactory threads() {
    return Thread.ofPlatform().daemon().factory();
  }
}
