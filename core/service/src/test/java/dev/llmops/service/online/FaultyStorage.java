package dev.llmops.service.online;

import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A way to a real database that fails as databases do. Thread-safe. */
public final class FaultyStorage implements StorageBackend {

  private static final class Rerun extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final StorageBackend storage;
  private final AtomicInteger lostAnswers = new AtomicInteger();
  private final AtomicReference<Runnable> afterCommit = new AtomicReference<>(() -> {});
  private volatile Runnable afterEveryCommit = () -> {};
  private volatile boolean rerunning;
  private volatile boolean down;

  public FaultyStorage(StorageBackend storage) {
    this.storage = storage;
  }

  /** Every body is rolled back once and run again, as after a serialization failure. */
  public void rerunEverything() {
    rerunning = true;
  }

  /** The next commit happens, but nobody learns of it. */
  public void loseNextAnswer() {
    lostAnswers.incrementAndGet();
  }

  /** Runs once, after the next commit and before its caller learns of it. */
  public void afterNextCommit(Runnable action) {
    afterCommit.set(action);
  }

  /** Runs after every commit from now on. */
  public void afterEveryCommit(Runnable action) {
    afterEveryCommit = action;
  }

  /** Refuses everything, or serves again. */
  public void down(boolean now) {
    down = now;
  }

  @Override
  public <T> T inTransaction(TransactionBody<T> body) {
    refuseWhenDown();
    if (rerunning) {
      try {
        storage.inTransaction(stores -> {
          body.run(stores);
          throw new Rerun();
        });
      } catch (Rerun e) {
        // Rolled back; now for good.
      }
    }
    T result = storage.inTransaction(body);
    afterCommit.getAndSet(() -> {}).run();
    afterEveryCommit.run();
    if (lostAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StorageException(
          StorageException.Kind.OUTCOME_UNKNOWN, "the connection broke during the commit");
    }
    return result;
  }

  @Override
  public <T> T read(TransactionBody<T> body) {
    refuseWhenDown();
    return storage.read(body);
  }

  private void refuseWhenDown() {
    if (down) {
      throw new StorageException(StorageException.Kind.UNAVAILABLE, "the database does not answer");
    }
  }
}
