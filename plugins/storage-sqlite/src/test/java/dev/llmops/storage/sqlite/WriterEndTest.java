package dev.llmops.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.storage.contract.PromptSamples;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An error where none is expected ends the writer, but leaves nobody waiting. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriterEndTest {

  @TempDir private Path folder;
  private volatile String failing = "";

  @ParameterizedTest
  @CsvSource({"begin immediate, UNAVAILABLE", "commit, OUTCOME_UNKNOWN"})
  void whoWaitsIsAnsweredAndWhoComesLaterIsRefused(String statement, Kind kind) {
    try (SqliteStorage storage = open()) {
      assertThat(storage.<Boolean>inTransaction(stores -> true)).isTrue();
      failing = statement;

      assertThat(failure(storage).kind()).isEqualTo(kind);
      assertThat(failure(storage))
          .hasMessageContaining("restart the server")
          .extracting(StorageException::kind)
          .isEqualTo(Kind.UNAVAILABLE);
    }
  }

  @Test
  void aFailedWarmUpEndsNothing() {
    failing = "select";
    try (SqliteStorage storage = open()) {
      assertThat(storage.<Boolean>inTransaction(stores -> true)).isTrue();
    }
  }

  private static StorageException failure(SqliteStorage storage) {
    return catchThrowableOfType(
        StorageException.class,
        () ->
            storage.inTransaction(stores -> {
              stores.prompts().insert(PromptSamples.version("p", "1.0.0"));
              return true;
            }));
  }

  private SqliteStorage open() {
    return new SqliteStorage(
        new SqliteStorage.Config("llmops.db"),
        new TestContext(folder),
        source -> failing(DataSource.class, source));
  }

  /** Passes everything on, except that a statement which begins like the failing one throws. */
  private <T> T failing(Class<T> type, Object real) {
    return type.cast(
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              boolean runs = method.getName().equals("execute") || isPreparation(method.getName());
              if (runs
                  && arguments != null
                  && !failing.isEmpty()
                  && arguments[0].toString().startsWith(failing)) {
                throw new NoClassDefFoundError("lost");
              }
              try {
                Object answer = method.invoke(real, arguments);
                return switch (answer) {
                  case Connection connection -> failing(Connection.class, connection);
                  case Statement made when method.getName().equals("createStatement") ->
                      failing(Statement.class, made);
                  case null, default -> answer;
                };
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private static boolean isPreparation(String method) {
    return method.equals("prepareStatement");
  }
}
