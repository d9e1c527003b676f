package dev.llmops.alerts.webhook;

import dev.llmops.model.json.Json;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadFactory;

/** What the host would give to the sink; the sink only writes JSON and asks for the time. */
final class TestContext implements PluginContext {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Override
  public String pluginId() {
    return "alerts-webhook";
  }

  @Override
  public String instanceName() {
    return "oncall";
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
    return text -> {
      throw new AssertionError("the sink reads no JSON, but was given " + Json.of(text));
    };
  }

  @Override
  public ThreadFactory threads() {
    return Thread.ofPlatform().daemon().factory();
  }
}
