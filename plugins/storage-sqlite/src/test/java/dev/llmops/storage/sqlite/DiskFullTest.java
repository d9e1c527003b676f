package dev.llmops.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.spi.storage.Stores;
import dev.llmops.storage.contract.PromptSamples;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file may grow only so far: SQLite then fails as it does on a full disk. */
class DiskFullTest {

  @TempDir private Path folder;
  private Connection writing;
  private SqliteStorage storage;

  @BeforeEach
  void open() {
    storage =
        new SqliteStorage(
            new SqliteStorage.Config("llmops.db"), new TestContext(folder), this::remembering);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private DataSource remembering(DataSource source) {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              Object answer = method.invoke(source, arguments);
              if (answer instanceof Connection connection) {
                writing = connection;
              }
              return answer;
            });
  }

  /** Sets how many pages may be added to the file; runs on the writer's thread like any body. */
  private void allowPages(int more) {
    storage.inTransaction(stores -> {
      try (Statement statement = writing.createStatement()) {
        int pages;
        try (ResultSet count = statement.executeQuery("pragma page_count")) {
          pages = count.getInt(1);
        }
        statement.execute("pragma max_page_count = " + (pages + more));
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
      return true;
    });
  }

  private static void fill(Stores stores, String prompt) {
    for (int n = 0; n < 500; n++) {
      stores.prompts().insert(PromptSamples.version(prompt, "1.0." + n));
    }
  }

  private int count(String prompt) {
    return storage.read(stores -> stores.prompts().versions(prompt).size());
  }

  @Test
  void tellsThatThereIsNoRoomReadsOnAndRecovers() {
    storage.inTransaction(stores -> {
      stores.prompts().insert(PromptSamples.version("before", "1.0.0"));
      return true;
    });
    allowPages(0);
    for (int round = 0; round < 3; round++) {
      assertThatThrownBy(() ->
              storage.inTransaction(stores -> {
                fill(stores, "big");
                return true;
              }))
          .isInstanceOfSatisfying(
              StorageException.class,
              full -> assertThat(full.kind()).as(full.getMessage()).isEqualTo(Kind.FULL));
      assertThat(count("before")).isEqualTo(1);
      assertThat(count("big")).isZero();
    }
    allowPages(100_000);
    storage.inTransaction(stores -> {
      fill(stores, "big");
      return true;
    });
    assertThat(count("big")).isEqualTo(500);
  }

  @Test
  void doesNotLetABodyGoOnThatSwallowedTheFailure() {
    allowPages(0);
    assertThatThrownBy(() ->
            storage.inTransaction(stores -> {
              try {
                fill(stores, "big");
              } catch (StorageException full) {
                return "never mind";
              }
              return "no failure";
            }))
        .isInstanceOf(StorageException.class);
    allowPages(100_000);
    assertThat(count("big")).isZero();
  }

  @Test
  void answersTheOthersOfTheGroupByWhatIsStored() throws Exception {
    allowPages(4);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    List<Future<?>> small = new ArrayList<>();
    Future<?> big;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      callers.submit(() ->
          storage.inTransaction(stores -> {
            begun.countDown();
            awaitQuietly(queued);
            return true;
          }));
      begun.await();
      for (int n = 0; n < 4; n++) {
        String name = "small" + n;
        small.add(
            callers.submit(() ->
                storage.inTransaction(stores -> {
                  stores.prompts().insert(PromptSamples.version(name, "1.0.0"));
                  return true;
                })));
      }
      big =
          callers.submit(() ->
              storage.inTransaction(stores -> {
                fill(stores, "big");
                return true;
              }));
      queued.countDown();
    }
    assertThat(big.state()).isEqualTo(Future.State.FAILED);
    assertThat(count("big")).isZero();
    for (int n = 0; n < 4; n++) {
      assertThat(count("small" + n))
          .isEqualTo(small.get(n).state() == Future.State.SUCCESS ? 1 : 0);
    }
    allowPages(100_000);
    storage.inTransaction(stores -> {
      fill(stores, "big");
      return true;
    });
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
