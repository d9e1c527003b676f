package dev.llmops.storage.sql;

import dev.llmops.model.json.Json;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.storage.StorageException;
import java.io.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jooq.Configuration;
import org.jooq.ConnectionProvider;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.Query;
import org.jooq.impl.DSL;

/**
 * One transaction on one connection: what the stores of that transaction work with. It refuses to
 * work for another thread, after its end, and after an error that can have taken the transaction
 * with it.
 */
public final class SqlSession implements AutoCloseable {

  private final Engine engine;
  private final JsonCodec codec;
  private final Connection connection;
  private final Thread owner = Thread.currentThread();
  private final DSLContext sql;
  private boolean open = true;
  private int savepoints;
  private StorageException fatal;

  SqlSession(Configuration base, Engine engine, JsonCodec codec, Connection connection) {
    this.engine = engine;
    this.codec = codec;
    this.connection = Objects.requireNonNull(connection, "connection is null");
    this.sql = DSL.using(base.derive(new GuardedConnection()).derive(new ErrorTranslation()));
  }

  DSLContext sql() {
    return sql;
  }

  String write(Json json) {
    return codec.write(json);
  }

  /** Reads a JSON column. */
  Json parse(String text) {
    try {
      return codec.parse(text);
    } catch (JsonCodec.JsonFormatException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          "a stored JSON text cannot be read (" + e.getMessage() + "); restore a backup",
          e);
    }
  }

  /** Runs an insert and says what exists already when the key does. */
  void add(String what, Query insert) {
    add(what, (Runnable) insert::execute);
  }

  /** Runs statements and says what exists already when a key does. */
  void add(String what, Runnable statements) {
    try {
      statements.run();
    } catch (StorageException e) {
      throw e.kind() == StorageException.Kind.DUPLICATE
          ? new StorageException(e.kind(), what + " exists already", e)
          : e;
    }
  }

  /** Requires that a statement hit a row. */
  void changed(String what, int rows) {
    if (rows == 0) {
      throw new StorageException(
          StorageException.Kind.STALE,
          what + " was changed or removed in the meantime; read it again");
    }
  }

  /** Runs several statements of which all or none take effect, though the caller may go on. */
  <T> T atomically(Supplier<T> statements) {
    String savepoint = "statements_" + savepoints;
    savepoints++;
    try {
      execute("savepoint " + savepoint);
      T result = statements.get();
      execute("release savepoint " + savepoint);
      return result;
    } catch (RuntimeException | Error e) {
      if (fatal == null) {
        execute("rollback to savepoint " + savepoint);
        execute("release savepoint " + savepoint);
      }
      throw e;
    } finally {
      savepoints--;
    }
  }

  /**
   * Runs a rendered statement once for each row of values, as one JDBC batch: for thousands of
   * rows, binding them through the query object would cost more than the database does.
   *
   * @return how many rows were changed
   */
  int batch(String text, Iterable<Object[]> rows) {
    try (PreparedStatement statement = guarded().prepareStatement(text)) {
      for (Object[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          statement.setObject(i + 1, row[i]);
        }
        statement.addBatch();
      }
      return Arrays.stream(statement.executeBatch()).sum();
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private void execute(String text) {
    try (Statement statement = guarded().createStatement()) {
      statement.execute(text);
    } catch (SQLException e) {
      throw translate(e);
    }
  }

  private Connection guarded() {
    if (!open || Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "stores are valid on the thread and for the time of their transaction only");
    }
    if (fatal != null) {
      throw new StorageException(
          fatal.kind(), "the transaction failed already: " + fatal.getMessage(), fatal);
    }
    return connection;
  }

  private StorageException translate(SQLException error) {
    StorageException translated = SqlDatabase.translate(engine, error);
    switch (translated.kind()) {
      case FULL, UNAVAILABLE, CORRUPT, OUTCOME_UNKNOWN -> fatal = translated;
      case DUPLICATE, STALE, FAILED -> {}
    }
    return translated;
  }

  /** Whether an error can have ended the transaction. */
  public boolean isBroken() {
    return fatal != null;
  }

  /** Ends the validity of the stores; the transaction itself is its maker's. */
  @Override
  public void close() {
    open = false;
  }

  private final class GuardedConnection implements ConnectionProvider {
    @Override
    public Connection acquire() {
      return guarded();
    }

    @Override
    public void release(Connection released) {}
  }

  private final class ErrorTranslation implements ExecuteListener {
    @Serial private static final long serialVersionUID = 1L;

    @Override
    public void exception(ExecuteContext context) {
      if (context.sqlException() != null) {
        context.exception(translate(context.sqlException()));
      }
    }
  }
}
