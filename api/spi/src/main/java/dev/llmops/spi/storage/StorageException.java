package dev.llmops.spi.storage;

import java.util.Objects;

/**
 * Tells that the database refused or failed.
 *
 * @since 1.0
 */
public final class StorageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** A row of that key exists already. */
    DUPLICATE,
    /** The row was changed or removed since it was read. */
    STALE,
    /** The database does not answer; trying again later can help. */
    UNAVAILABLE,
    /** There is no room left to write. */
    FULL,
    /** The commit may or may not have happened. */
    OUTCOME_UNKNOWN,
    /** The stored data are damaged or of another version. */
    CORRUPT,
    /** Anything else. */
    FAILED
  }

  private final Kind kind;

  /** With a message that says what happened and what to do. */
  public StorageException(Kind kind, String message) {
    this(kind, message, null);
  }

  /** With a message and the cause; a null cause means none. */
  public StorageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind is null");
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
