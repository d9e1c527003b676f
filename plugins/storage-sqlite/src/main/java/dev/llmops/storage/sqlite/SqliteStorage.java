package dev.llmops.storage.sqlite;

import com.zaxxer.hikari.HikariDataSource;
import dev.llmops.spi.Contribution;
import dev.llmops.spi.PluginContext;
import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.NotBlank;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.storage.sql.SqlDatabase;
import dev.llmops.storage.sql.SqlSession;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.pf4j.Extension;

/**
 * Keeps everything in one SQLite file. What is acknowledged is on the disk.
 *
 * <p>Transactions are written by one thread, which also runs their bodies: a body must not wait for
 * another transaction, and thread-bound values of its caller are not there. Reads have connections
 * of their own and neither wait for the writer nor hold it up; a read body that writes is refused.
 */
@Extension
@Contribution(name = "sqlite", title = "SQLite", config = SqliteStorage.Config.class)
public final class SqliteStorage implements StorageBackend, AutoCloseable {

  /**
   * The settings.
   *
   * @param path the file; a relative path starts from the server's data folder
   */
  public record Config(
      @Doc(
              "The database file, relative to the data folder; \":memory:\" keeps nothing beyond the"
                  + " process, for trials")
          @Default("llmops.db")
          @NotBlank
          String path) {}

  private final SqliteEngine engine = new SqliteEngine();
  private final SqlDatabase database;
  private final DatabaseFile file;
  private final GroupCommit writer;
  private final HikariDataSource readers;

  /**
   * Opens the database, or makes it when there is none.
   *
   * @throws StorageException of kind {@code CORRUPT} when the file is damaged, of a newer version
   *     or not ours, {@code UNAVAILABLE} when another server has it open
   */
  @Inject
  public SqliteStorage(Config config, PluginContext context) {
    this(config, context, UnaryOperator.identity());
  }

  /** With a hand in how the connection for writing is made. */
  SqliteStorage(Config config, PluginContext context, UnaryOperator<DataSource> writing) {
    this.database = new SqlDatabase(engine, context.json());
    this.file = DatabaseFile.hold(context.dataDirectory(), config.path());
    Connection connection = null;
    try {
      // Held first: what is cleared then cannot be a living server's of the same database.
      Leftovers.clear(context.dataDirectory().resolve("tmp"));
      NativeLibrary.prepare(context.dataDirectory());
      DataSource source = writing.apply(Connections.writing(file.path()));
      connection = new Opening(engine, file).open(source);
      this.readers =
          Connections.reading(file.path(), context.instanceName() + "-readers", context.threads());
      this.writer = new GroupCommit(database, engine, connection, source, context.threads());
    } catch (RuntimeException | Error e) {
      closeAfter(e, connection);
      throw e;
    }
  }

  private void closeAfter(Throwable failure, Connection connection) {
    try (file) {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public <T> T inTransaction(TransactionBody<T> body) {
    refuseNesting();
    return writer.run(body);
  }

  @Override
  public <T> T read(TransactionBody<T> body) {
    refuseNesting();
    try (Connection connection = readers.getConnection()) {
      try (SqlSession session = database.session(connection)) {
        return body.run(database.stores(session));
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      throw readers.isClosed()
          ? new StorageException(Kind.UNAVAILABLE, "the database is closed", e)
          : new StorageException(
              Kind.UNAVAILABLE, "no connection for reading (" + e.getMessage() + ")", e);
    }
  }

  private void refuseNesting() {
    if (writer.isWriting()) {
      throw new IllegalStateException(
          "a transaction body must use the stores it is given and begin nothing of its own");
    }
  }

  /** Finishes the transactions that are waiting, writes the journal back and lets the file go. */
  @Override
  public void close() {
    try (file) {
      readers.close();
      // The last connection to close writes the journal back and removes it.
      writer.close();
    }
  }
}
