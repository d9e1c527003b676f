package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exposures on their way to storage. They are written every 50 ms, so that assigning waits for no
 * disk and a crash loses at most 100 ms of them; what an exposure says can be computed again from
 * the salt. What could not be written stays and is tried again; a full buffer makes assigning wait.
 * Thread-safe.
 */
final class ExposureBuffer implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofMillis(50);
  private static final Logger log = LoggerFactory.getLogger(ExposureBuffer.class);

  private final StorageBackend storage;
  private final int bound;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Key, Exposure> pending = new LinkedHashMap<>();
  private final Thread writer;
  private volatile boolean closed;

  private record Key(String experiment, int epoch, String unit) {

    static Key of(Exposure exposure) {
      return new Key(exposure.experiment(), exposure.epoch(), exposure.unit());
    }
  }

  /**
   * Begins to write.
   *
   * @param bound how many exposures may wait
   */
  ExposureBuffer(StorageBackend storage, int bound) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.bound = bound;
    this.writer = Thread.ofVirtual().name("exposures-write").start(this::writeLoop);
  }

  /** Takes an exposure; waits for a write when the buffer is full, and throws what that throws. */
  void add(Exposure exposure) {
    while (!offer(exposure)) {
      flush();
    }
    if (closed) {
      flush();
    }
  }

  private boolean offer(Exposure exposure) {
    lock.lock();
    try {
      if (pending.size() >= bound && !pending.containsKey(Key.of(exposure))) {
        return false;
      }
      pending.putIfAbsent(Key.of(exposure), exposure);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Writes everything that waits. */
  void flush() {
    writing.lock();
    try {
      List<Exposure> batch = pending();
      if (!batch.isEmpty()) {
        storage.inTransaction(stores -> {
          stores.experiments().insertExposures(batch);
          return batch.size();
        });
        written(batch);
      }
    } finally {
      writing.unlock();
    }
  }

  private List<Exposure> pending() {
    lock.lock();
    try {
      return List.copyOf(pending.values());
    } finally {
      lock.unlock();
    }
  }

  /**
   * What waits of these units, to be written in a transaction of the caller's, who then calls
   * {@link #written}.
   */
  List<Exposure> pending(Experiment experiment, Collection<String> units) {
    lock.lock();
    try {
      return units.stream()
          .distinct()
          .map(unit -> pending.get(new Key(experiment.id(), experiment.epoch(), unit)))
          .filter(Objects::nonNull)
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets exposures that are durable now. */
  void written(Collection<Exposure> exposures) {
    lock.lock();
    try {
      exposures.forEach(exposure -> pending.remove(Key.of(exposure)));
    } finally {
      lock.unlock();
    }
  }

  private void writeLoop() {
    boolean failing = false;
    while (awaitDue()) {
      try {
        flush();
        if (failing) {
          log.info("Exposures are written again");
        }
        failing = false;
      } catch (RuntimeException e) {
        if (!failing) {
          log.warn("Exposures could not be written; they are kept and tried again", e);
        }
        failing = true;
      }
    }
  }

  /** Waits until something is to be written; false when closed. */
  private boolean awaitDue() {
    lock.lock();
    try {
      while (pending.isEmpty() && !closed) {
        changed.await();
      }
      long left = INTERVAL.toNanos();
      while (left > 0 && !closed) {
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      // Nobody but the end of the process interrupts this thread, and close() writes the rest.
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Stops the background writing and writes what is left. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
  }
}
