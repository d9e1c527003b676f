package dev.llmops.storage.sql;

import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jooq.Configuration;
import org.jooq.Log;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.tools.JooqLogger;

/** Makes the stores of a transaction for a database of some engine. Thread-safe. */
public final class SqlDatabase {

  private final Engine engine;
  private final JsonCodec codec;
  private final Configuration base;

  public SqlDatabase(Engine engine, JsonCodec codec) {
    this.engine = Objects.requireNonNull(engine, "engine is null");
    this.codec = Objects.requireNonNull(codec, "codec is null");
    // jOOQ greets and gives tips in the log unless told not to before its first use.
    System.setProperty("org.jooq.no-logo", "true");
    System.setProperty("org.jooq.no-tips", "true");
    JooqLogger.globalThreshold(Log.Level.WARN);
    Settings settings =
        new Settings()
            .withExecuteLogging(false)
            .withFetchWarnings(false)
            .withRenderQuotedNames(RenderQuotedNames.EXPLICIT_DEFAULT_UNQUOTED)
            .withMapConstructorParameterNames(false);
    this.base = new DefaultConfiguration().set(engine.dialect()).set(settings);
  }

  /** Begins work on a connection whose transaction the caller has begun and will end. */
  public SqlSession session(Connection connection) {
    return new SqlSession(base, engine, codec, connection);
  }

  /** The stores that work in a session. */
  public Stores stores(SqlSession session) {
    return new SqlStores(session);
  }

  /** An error of the database as the stores tell it. */
  public static StorageException translate(Engine engine, SQLException error) {
    StorageException.Kind kind = engine.kindOf(error);
    String advice =
        switch (kind) {
          case DUPLICATE -> "a record of that key exists already";
          case STALE -> "the record was changed in the meantime";
          case UNAVAILABLE -> "the database does not answer; try again later";
          case FULL -> "there is no room to write; free some disk space";
          case OUTCOME_UNKNOWN ->
              "whether the change was kept is unknown; look before repeating it";
          case CORRUPT -> "the database is damaged; restore a backup";
          case FAILED -> "the database refused";
        };
    return new StorageException(kind, advice + " (" + error.getMessage() + ")", error);
  }
}
