package dev.llmops.storage.sqlite;

import dev.llmops.spi.storage.StorageBackend.TransactionBody;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.spi.storage.Stores;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** A body that waits for its turn, and a caller that waits for the answer. */
final class PendingTransaction<T> {

  private final TransactionBody<T> body;
  private final CountDownLatch answered = new CountDownLatch(1);
  private T result;
  private Throwable failure;

  PendingTransaction(TransactionBody<T> body) {
    this.body = Objects.requireNonNull(body, "body is null");
  }

  /** Runs the body; may happen again when the transaction was lost. */
  void run(Stores stores) {
    result = body.run(stores);
  }

  void succeed() {
    answered.countDown();
  }

  /** Does nothing when there is an answer already. */
  void fail(Throwable reason) {
    if (answered.getCount() > 0) {
      failure = reason;
      answered.countDown();
    }
  }

  /** Waits for the answer, through interrupts, which are still set on return. */
  T await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          answered.await();
          return answer();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private T answer() {
    switch (failure) {
      case null -> {
        return result;
      }
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new StorageException(Kind.FAILED, "the transaction body failed", failure);
    }
  }
}
