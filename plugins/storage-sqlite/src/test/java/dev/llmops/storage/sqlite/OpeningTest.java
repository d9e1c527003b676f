package dev.llmops.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.storage.contract.PromptSamples;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class OpeningTest {

  @TempDir private Path folder;

  private void refuses(Kind kind, String path, String... words) {
    assertThatThrownBy(() -> TestContext.open(folder, path))
        .isInstanceOfSatisfying(
            StorageException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(kind);
              assertThat(refused.getMessage()).contains(path).contains(words);
            });
  }

  private void make(String path) {
    try (SqliteStorage storage = TestContext.open(folder, path)) {
      storage.inTransaction(stores -> {
        for (int n = 0; n < 200; n++) {
          stores.prompts().insert(PromptSamples.version("p" + n, "1.0.0"));
        }
        return true;
      });
    }
  }

  private void execute(String path, String sql) throws Exception {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + folder.resolve(path));
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void makesTheFileAndItsFolderUnderAnyName() {
    String path = "my data/größe 日本/llmops.db";
    make(path);
    assertThat(folder.resolve(path)).isRegularFile();
    try (SqliteStorage storage = TestContext.open(folder, path)) {
      assertThat(storage.<Integer>read(stores -> stores.prompts().versions("p7").size()))
          .isEqualTo(1);
    }
  }

  @Test
  void leavesOneFileAndTheLockBehindWhenClosed() throws Exception {
    make("llmops.db");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("llmops.db", "llmops.db.lock", "tmp");
    }
  }

  @Test
  void refusesASecondServerOnTheSameFile() {
    try (SqliteStorage first = TestContext.open(folder)) {
      refuses(Kind.UNAVAILABLE, "llmops.db", "another server", "stop it");
      assertThat(first.<Integer>read(stores -> stores.prompts().allLabels().size())).isZero();
    }
    TestContext.open(folder).close();
  }

  @Test
  void refusesAFileThatIsNoDatabaseAndLeavesItAsItIs() throws Exception {
    Path file = folder.resolve("llmops.db");
    Files.writeString(file, "this is no database, ".repeat(500));
    refuses(Kind.CORRUPT, "llmops.db", "restore");
    assertThat(file).hasContent("this is no database, ".repeat(500));
    Files.writeString(file, "");
    refuses(Kind.CORRUPT, "llmops.db", "restore");
    assertThat(file).isEmptyFile();
  }

  @Test
  void refusesTheDatabaseOfAnotherProgram() throws Exception {
    execute("llmops.db", "create table theirs (id integer)");
    byte[] before = Files.readAllBytes(folder.resolve("llmops.db"));
    refuses(Kind.CORRUPT, "llmops.db", "not an LLMOps database");
    assertThat(folder.resolve("llmops.db")).hasBinaryContent(before);
  }

  @Test
  void refusesADamagedHeaderAndADamagedSchema() throws Exception {
    for (long place : List.of(0L, 100L)) {
      make("damaged-" + place + ".db");
      try (RandomAccessFile file =
          new RandomAccessFile(folder.resolve("damaged-" + place + ".db").toFile(), "rw")) {
        file.seek(place);
        file.write(new byte[60]);
      }
      refuses(Kind.CORRUPT, "damaged-" + place + ".db", "restore");
    }
  }

  @Test
  void refusesANewerSchema() throws Exception {
    make("llmops.db");
    execute(
        "llmops.db",
        "insert into schema_history select (select max(installed_rank) from schema_history) + 1,"
            + " '999', description, type, script, checksum, installed_by, installed_on,"
            + " execution_time, success from schema_history where version = '1'");
    refuses(Kind.CORRUPT, "llmops.db", "newer version of LLMOps");
  }

  @Test
  void refusesAJournalWithoutItsDatabase() throws Exception {
    Files.writeString(folder.resolve("llmops.db-wal"), "left over");
    refuses(Kind.CORRUPT, "llmops.db", "restore the file, or remove the journal");
    assertThat(folder.resolve("llmops.db")).doesNotExist();
  }

  @Test
  void beginsAgainWhenAServerWasKilledWhileMakingTheDatabase() throws Exception {
    Files.writeString(folder.resolve("llmops.db.new"), "half");
    Files.writeString(folder.resolve("llmops.db.new-journal"), "half");
    make("llmops.db");
    assertThat(folder.resolve("llmops.db.new")).doesNotExist();
  }

  @Test
  void keepsNothingOfATrial() throws Exception {
    for (int round = 0; round < 2; round++) {
      try (SqliteStorage storage = TestContext.open(folder, ":memory:")) {
        assertThat(storage.<Integer>read(stores -> stores.prompts().versions("p").size())).isZero();
        storage.inTransaction(stores -> {
          stores.prompts().insert(PromptSamples.version("p", "1.0.0"));
          return true;
        });
      }
    }
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(file -> file.toString().contains("trial"))).isEmpty();
    }
  }

  @Test
  void removesWhatKilledServersLeft() throws Exception {
    Path tmp = Files.createDirectories(folder.resolve("tmp"));
    Path trial = Files.createDirectories(tmp.resolve("trial1"));
    Files.writeString(trial.resolve("llmops.db"), "left");
    Files.writeString(trial.resolve("llmops.db-wal"), "left");
    Files.writeString(trial.resolve("llmops.db.lock"), "");
    Path library = Files.writeString(tmp.resolve("sqlite-3-x-libsqlitejdbc.so"), "left");
    Path young = Files.writeString(tmp.resolve("sqlite-3-y-libsqlitejdbc.so"), "in use");
    age(trial);
    age(library);

    TestContext.open(folder).close();

    assertThat(trial).doesNotExist();
    assertThat(library).doesNotExist();
    assertThat(young).exists();
  }

  @Test
  void leavesTheTrialOfALivingServer() throws Exception {
    try (SqliteStorage trial = TestContext.open(folder, ":memory:")) {
      try (Stream<Path> files = Files.list(folder.resolve("tmp"))) {
        for (Path path : files.toList()) {
          age(path);
        }
      }
      TestContext.open(folder).close();

      assertThat(trial.<Boolean>inTransaction(stores -> true)).isTrue();
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(file -> file.toString().contains("trial"))).isNotEmpty();
      }
    }
  }

  private static void age(Path path) throws Exception {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
  }

  @Test
  void aServerThatIsRefusedClearsNothing() throws Exception {
    try (SqliteStorage _ = TestContext.open(folder)) {
      Path library = Files.writeString(folder.resolve("tmp/sqlite-3-x-libsqlitejdbc.so"), "in use");
      age(library);
      refuses(Kind.UNAVAILABLE, "llmops.db", "another server");
      assertThat(library).exists();
    }
  }

  @Test
  void refusesWorkWhenItIsClosed() {
    SqliteStorage storage = TestContext.open(folder);
    storage.close();
    assertThatThrownBy(() -> storage.inTransaction(stores -> true))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
    assertThatThrownBy(() -> storage.read(stores -> true))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void refusesATransactionInsideATransaction() {
    try (SqliteStorage storage = TestContext.open(folder)) {
      assertThatThrownBy(
              () -> storage.inTransaction(stores -> storage.inTransaction(inner -> true)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> storage.inTransaction(stores -> storage.read(inner -> true)))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
