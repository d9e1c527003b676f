package dev.llmops.storage.sqlite;

import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.storage.sql.Schema;
import dev.llmops.storage.sql.SqlDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Opens a database after making sure that it is one of ours, whole and of a version that we know.
 *
 * @param engine SQLite
 * @param file the file, held
 */
record Opening(SqliteEngine engine, DatabaseFile file) {

  /** Marks our files in their header: "LLMO". */
  private static final int APPLICATION_ID = 0x4C4C4D4F;

  /** The connection for writing, after making or migrating the database where that is needed. */
  Connection open(DataSource source) {
    if (!file.exists()) {
      create();
    }
    try {
      Connection connection = source.getConnection();
      try {
        check(connection, source);
        requireJournal(connection);
        return connection;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw refused(SqlDatabase.translate(engine, e));
    } catch (StorageException e) {
      throw refused(e);
    }
  }

  private void create() {
    Path beginning = file.beginning();
    DataSource source = Connections.creating(beginning);
    new Schema(engine).migrate(source);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("pragma application_id = " + APPLICATION_ID);
    } catch (SQLException e) {
      throw SqlDatabase.translate(engine, e);
    }
    file.begin(beginning);
  }

  private void check(Connection connection, DataSource source) throws SQLException {
    if (!query(connection, "pragma application_id").equals(String.valueOf(APPLICATION_ID))) {
      throw new StorageException(
          Kind.CORRUPT,
          file.path()
              + " is not an LLMOps database, or is empty; restore it from a backup, or name another"
              + " file in storage.path");
    }
    Schema schema = new Schema(engine);
    switch (schema.state(connection)) {
      case CURRENT -> {}
      case OLDER -> schema.migrate(source);
      case NEWER ->
          throw new StorageException(
              Kind.CORRUPT,
              file.path()
                  + " was written by a newer version of LLMOps; run that version, or restore a"
                  + " backup from before the upgrade");
      case ABSENT, BROKEN ->
          throw new StorageException(
              Kind.CORRUPT, file.path() + " lacks its tables or a part of them; restore a backup");
    }
  }

  private void requireJournal(Connection connection) throws SQLException {
    String mode = query(connection, "pragma journal_mode = wal");
    if (!mode.equals("wal")) {
      throw new StorageException(
          Kind.UNAVAILABLE,
          file.path()
              + " does not allow a write-ahead log (it has the journal mode "
              + mode
              + "); put the data folder on a local disk");
    }
  }

  private static String query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  /** Says which file it is and what to do. */
  private StorageException refused(StorageException e) {
    if (e.getMessage().contains(file.path().toString())) {
      return e;
    }
    return new StorageException(
        e.kind(),
        "cannot open the database " + file.path() + ": " + e.getMessage() + "; nothing was changed",
        e);
  }
}
