package dev.llmops.spi.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * Remembers the answers to requests that carried an idempotency key.
 *
 * @since 1.0
 */
public interface IdempotencyStore {

  /**
   * An answer that was given.
   *
   * @param key the key, together with the route and the caller
   * @param requestHash SHA-256 of the request body, in lower-case hex
   * @param status the HTTP status of the answer
   * @param body the body of the answer
   * @param createdAt when it was given
   */
  record Answer(String key, String requestHash, int status, String body, Instant createdAt) {}

  /** The answer given for a key. */
  Optional<Answer> find(String key);

  /**
   * Remembers an answer.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the key has one
   */
  void insert(Answer answer);

  /** Forgets answers older than the given time. */
  void deleteBefore(Instant time);
}
