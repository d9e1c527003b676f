package dev.llmops.storage.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/** Where connections to the file come from. */
final class Connections {

  /** Other programs, such as a backup, may hold the file for a moment. */
  private static final int BUSY_MILLIS = 5_000;

  /** The journal is cut back to this when a long reader has let it grow. */
  private static final int JOURNAL_BYTES = 64 << 20;

  private static final int READERS = 8;
  private static final Duration READER_WAIT = Duration.ofSeconds(10);
  private static final Duration READER_IDLE = Duration.ofMinutes(10);

  private Connections() {}

  /** For the one connection that makes a new file. */
  static SQLiteDataSource creating(Path path) {
    return source(path, configuration());
  }

  /** For the one connection that writes; it never makes a file. */
  static SQLiteDataSource writing(Path path) {
    SQLiteConfig config = configuration();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setJournalSizeLimit(JOURNAL_BYTES);
    config.setTransactionMode(TransactionMode.IMMEDIATE);
    return source(path, config);
  }

  /** For reading; each transaction sees the state at its first statement. */
  static HikariDataSource reading(Path path, String name, ThreadFactory threads) {
    SQLiteConfig config = configuration();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setTransactionMode(TransactionMode.DEFERRED);
    HikariConfig pool = new HikariConfig();
    pool.setDataSource(source(path, config));
    pool.setPoolName(name);
    pool.setThreadFactory(threads);
    pool.setAutoCommit(false);
    pool.setConnectionInitSql("pragma query_only = on");
    pool.setMaximumPoolSize(READERS);
    pool.setMinimumIdle(1);
    pool.setIdleTimeout(READER_IDLE.toMillis());
    pool.setMaxLifetime(0);
    pool.setConnectionTimeout(READER_WAIT.toMillis());
    return new HikariDataSource(pool);
  }

  private static SQLiteConfig configuration() {
    SQLiteConfig config = new SQLiteConfig();
    config.setSynchronous(SynchronousMode.FULL);
    // macOS keeps written data in the drive's cache unless told otherwise; elsewhere no effect.
    config.enableFullSync(true);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setGetGeneratedKeys(false);
    return config;
  }

  private static SQLiteDataSource source(Path path, SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + path);
    return source;
  }
}
