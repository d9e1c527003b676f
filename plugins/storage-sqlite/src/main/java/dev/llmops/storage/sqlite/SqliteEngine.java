package dev.llmops.storage.sqlite;

import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.storage.sql.Engine;
import java.sql.SQLException;
import org.jooq.SQLDialect;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's dialect and result codes. */
final class SqliteEngine implements Engine {

  /** The low byte of an extended result code is the primary one. */
  private static final int PRIMARY = 0xFF;

  @Override
  public SQLDialect dialect() {
    return SQLDialect.SQLITE;
  }

  @Override
  public String clusteredTable() {
    return "without rowid";
  }

  @Override
  public Kind kindOf(SQLException error) {
    SQLiteErrorCode code = code(error);
    return switch (code) {
      case SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_ROWID ->
          Kind.DUPLICATE;
      // What the operating system says when a disk, a quota or a file is at its limit.
      case SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_SHMSIZE ->
          Kind.FULL;
      case SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_DATA -> Kind.CORRUPT;
      default -> kindOf(SQLiteErrorCode.getErrorCode(code.code & PRIMARY));
    };
  }

  private static Kind kindOf(SQLiteErrorCode primary) {
    return switch (primary) {
      case SQLITE_FULL -> Kind.FULL;
      case SQLITE_CORRUPT, SQLITE_NOTADB -> Kind.CORRUPT;
      case SQLITE_BUSY,
          SQLITE_LOCKED,
          SQLITE_CANTOPEN,
          SQLITE_IOERR,
          SQLITE_NOMEM,
          SQLITE_PROTOCOL,
          SQLITE_INTERRUPT ->
          Kind.UNAVAILABLE;
      default -> Kind.FAILED;
    };
  }

  /**
   * What a failed commit means. When the file could not be forced to the disk, what was written may
   * come back after a crash though the database has rolled it back.
   */
  Kind kindOfCommit(SQLException error) {
    return code(error) == SQLiteErrorCode.SQLITE_IOERR_FSYNC ? Kind.OUTCOME_UNKNOWN : kindOf(error);
  }

  private static SQLiteErrorCode code(SQLException error) {
    return error instanceof SQLiteException sqlite
        ? sqlite.getResultCode()
        : SQLiteErrorCode.SQLITE_ERROR;
  }
}
