package dev.llmops.storage.sqlite;

import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadFactory;

/**
 * What a host gives to the instance {@code storage}.
 *
 * @param dataDirectory the data folder
 */
record TestContext(Path dataDirectory) implements PluginContext {

  /** A backend with the default settings. */
  static SqliteStorage open(Path dataDirectory) {
    return open(dataDirectory, "llmops.db");
  }

  static SqliteStorage open(Path dataDirectory, String path) {
    return new SqliteStorage(new SqliteStorage.Config(path), new TestContext(dataDirectory));
  }

  @Override
  public String pluginId() {
    return "storage-sqlite";
  }

  @Override
  public String instanceName() {
    return "storage";
  }

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public JsonCodec json() {
    return new StreamingCodec();
  }

  @Override
  public ThreadFactory threads() {
    return Thread.ofPlatform().daemon().name("storage-", 1).factory();
  }
}
