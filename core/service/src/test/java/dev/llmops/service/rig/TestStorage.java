package dev.llmops.service.rig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.llmops.model.json.Json;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ThreadFactory;

/** A real database that can be cut off, as a server that dies is, and one that answers late. */
public final class TestStorage implements StorageBackend {

  private final StorageBackend storage;
  private final ThreadLocal<Runnable> afterCommit = ThreadLocal.withInitial(() -> () -> {});
  private volatile boolean cut;

  private TestStorage(StorageBackend storage) {
    this.storage = storage;
  }

  /** A database in a folder; to be closed by the test. */
  public static SqliteStorage open(Path folder) {
    return new SqliteStorage(new SqliteStorage.Config("test.db"), new Context(folder));
  }

  /** A way to a database that can be cut. */
  public static TestStorage way(StorageBackend storage) {
    return new TestStorage(storage);
  }

  /** From now on nothing gets through. */
  public void cut() {
    cut = true;
  }

  /** What happens between the next commit of this thread and its answer. */
  public void afterNextCommit(Runnable action) {
    afterCommit.set(action);
  }

  @Override
  public <T> T inTransaction(TransactionBody<T> body) {
    T answer =
        storage.inTransaction(stores -> {
          check();
          T result = body.run(stores);
          check();
          return result;
        });
    Runnable action = afterCommit.get();
    afterCommit.remove();
    action.run();
    return answer;
  }

  @Override
  public <T> T read(TransactionBody<T> body) {
    check();
    return storage.read(body);
  }

  private void check() {
    if (cut) {
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "this server is dead");
    }
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

    private static final ObjectMapper MAPPER =
        new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
