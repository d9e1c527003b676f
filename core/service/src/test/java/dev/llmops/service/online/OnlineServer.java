package dev.llmops.service.online;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.experiment.ExperimentManager;
import dev.llmops.service.experiment.ExperimentSettings;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.prompt.PromptRegistry;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ThreadFactory;

/** The services that serve live traffic, on a real database, wired as a server does. */
public final class OnlineServer implements AutoCloseable {

  public static final Actor ANNA = new Actor("anna");

  public final TestClock clock;
  public final FaultyStorage storage;
  public final FrequentistPlugins plugins = new FrequentistPlugins();
  public final AuditTrail audit;
  public final PromptRegistry prompts;
  public final ExperimentManager experiments;
  private final SqliteStorage database;

  private OnlineServer(Path folder, TestClock clock, long seed) {
    this.clock = clock;
    this.database = new SqliteStorage(new SqliteStorage.Config("test.db"), new Context(folder));
    this.storage = new FaultyStorage(database);
    IdSource ids = new IdSource(clock, new Random(seed));
    this.audit = new AuditTrail(storage, ids, clock);
    this.prompts = new PromptRegistry(storage, audit, clock);
    this.experiments =
        new ExperimentManager(
            storage, prompts, plugins, audit, ids, clock, ExperimentSettings.DEFAULT);
  }

  /** Starts on the database of a folder. */
  public static OnlineServer start(Path folder) {
    return new OnlineServer(folder, new TestClock(), 11);
  }

  /** Stops, and starts again on the same folder at a later time. */
  public OnlineServer restart(Path folder) {
    close();
    return new OnlineServer(folder, clock, 12);
  }

  /** Reads JSON text as storage does. */
  public static Json json(String text) {
    return new Codec().parse(text);
  }

  @Override
  public void close() {
    experiments.close();
    database.close();
  }

  private record Context(Path dataDirectory) implements PluginContext {

    @Override
    public String pluginId() {
      return "storage-sqlite";
    }

    @Override
    public String instanceName() {
      return "sqlite";
    }

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public JsonCodec json() {
      return new Codec();
    }

    @Override
    public ThreadFactory threads() {
      return Thread.ofPlatform().daemon().name("sqlite-", 0).factory();
    }
  }

  private static final class Codec implements JsonCodec {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public Json parse(String text) {
      try {
        return Json.fromJava(MAPPER.readValue(text, Object.class));
      } catch (JsonProcessingException e) {
        throw new JsonFormatException(e.getMessage());
      }
    }
  }
}
