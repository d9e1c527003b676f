package dev.llmops.provider.replay;

import dev.llmops.host.instance.StrictJsonCodec;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.provider.LlmProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadFactory;

/**
 * What the host would give to the provider.
 *
 * @param lent every provider it asks for
 */
record TestContext(Path dataDirectory, LlmProvider lent) implements PluginContext {

  @Override
  public LlmProvider provider(String instance) {
    return lent;
  }

  @Override
  public String pluginId() {
    return "provider-replay";
  }

  @Override
  public String instanceName() {
    return "tape";
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
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
