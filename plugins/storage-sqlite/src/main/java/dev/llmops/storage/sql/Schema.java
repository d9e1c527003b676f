package dev.llmops.storage.sql;

import dev.llmops.spi.storage.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables and their version. Flyway makes and changes them; while there is nothing to do it is
 * not even loaded, which spares the greater part of the time it takes to open a database.
 */
public final class Schema {

  /** The version that the stores work with: that of the newest migration. */
  public static final int VERSION = 13;

  private static final String HISTORY = "schema_history";

  /** How the tables of a database compare with what the stores work with. */
  public enum State {
    /** There are none. */
    ABSENT,
    /** They are older and can be migrated. */
    OLDER,
    /** They fit. */
    CURRENT,
    /** They are newer than this program. */
    NEWER,
    /** A migration broke off. */
    BROKEN
  }

  private final Engine engine;

  public Schema(Engine engine) {
    this.engine = Objects.requireNonNull(engine, "engine is null");
  }

  /**
   * Compares the tables of a database with what the stores work with.
   *
   * @throws StorageException when the database cannot be read
   */
  public State state(Connection connection) {
    try {
      try (ResultSet tables = connection.getMetaData().getTables(null, null, HISTORY, null)) {
        if (!tables.next()) {
          return State.ABSENT;
        }
      }
      try (Statement statement = connection.createStatement();
          ResultSet newest =
              statement.executeQuery(
                  "select version, success from "
                      + HISTORY
                      + " where version is not null order by installed_rank desc limit 1")) {
        if (!newest.next()) {
          return State.ABSENT;
        }
        if (!newest.getBoolean(2)) {
          return State.BROKEN;
        }
        return switch (Integer.signum(Integer.compare(newest.getInt(1), VERSION))) {
          case -1 -> State.OLDER;
          case 0 -> State.CURRENT;
          default -> State.NEWER;
        };
      }
    } catch (SQLException e) {
      throw SqlDatabase.translate(engine, e);
    }
  }

  /**
   * Makes the tables or brings them up to date.
   *
   * @throws StorageException when that fails; the database is then as it was before
   */
  public void migrate(DataSource database) {
    try {
      // Inside a plugin the migrations are visible to the plugin's own class loader only.
      Flyway.configure(Schema.class.getClassLoader())
          .loggers(QuietFlywayLog.Creator.class.getName())
          .dataSource(database)
          .table(HISTORY)
          .locations("classpath:db/migration")
          .placeholders(Map.of("clustered", engine.clusteredTable()))
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new StorageException(
          StorageException.Kind.FAILED,
          "the tables cannot be brought to version " + VERSION + ": " + e.getMessage(),
          e);
    }
  }
}
