package dev.llmops.spi.storage;

import org.pf4j.ExtensionPoint;

/**
 * Keeps everything. Chosen at start and never swapped while serving. Thread-safe.
 *
 * <p>Experimental: the stores still grow, so a storage plugin must require the exact API version.
 *
 * @since 1.0
 */
public interface StorageBackend extends ExtensionPoint {

  /**
   * Runs the body in a transaction and returns its result after the commit is durable. A body is
   * short, does no other I/O, and may be run again when the database asks for it. Nothing of it
   * remains when it throws.
   *
   * @throws StorageException when the database refuses or fails; an exception of the body is passed
   *     on
   */
  <T> T inTransaction(TransactionBody<T> body);

  /**
   * Runs the body on a consistent view without writing.
   *
   * @throws StorageException when the database fails; an exception of the body is passed on
   */
  <T> T read(TransactionBody<T> body);

  /** What happens in a transaction. */
  @FunctionalInterface
  interface TransactionBody<T> {
    /** Works with the stores, which are valid in this call only. */
    T run(Stores stores);
  }
}
