package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
  private final AuditTrail audit;
  private final int bound;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<Key, Pending> pending = new LinkedHashMap<>();
  private final Thread writer;
  private volatile boolean closed;

  private record Key(String experiment, int epoch, String unit) {

    static Key of(Exposure exposure) {
      return new Key(exposure.experiment(), exposure.epoch(), exposure.unit());
    }
  }

  private record Sender(String experiment, Actor actor) {}

  /** An exposure that waits to be written, and who asked for the assignment. */
  record Pending(Exposure exposure, Actor actor) {}

  /**
   * Begins to write.
   *
   * @param bound how many exposures may wait
   */
  ExposureBuffer(StorageBackend storage, AuditTrail audit, int bound) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.bound = bound;
    this.writer = Thread.ofVirtual().name("exposures-write").start(this::writeLoop);
  }

  /** Takes an exposure; waits for a write when the buffer is full, and throws what that throws. */
  void add(Exposure exposure, Actor actor) {
    Pending added = new Pending(exposure, actor);
    while (!offer(added)) {
      flush();
    }
    if (closed) {
      flush();
    }
  }

  private boolean offer(Pending added) {
    Key key = Key.of(added.exposure());
    lock.lock();
    try {
      if (pending.size() >= bound && !pending.containsKey(key)) {
        return false;
      }
      pending.putIfAbsent(key, added);
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
      List<Pending> batch = pending();
      if (!batch.isEmpty()) {
        storage.inTransaction(stores -> {
          write(stores, batch);
          return batch.size();
        });
        written(batch);
      }
    } finally {
      writing.unlock();
    }
  }

  private List<Pending> pending() {
    lock.lock();
    try {
      return List.copyOf(pending.values());
    } finally {
      lock.unlock();
    }
  }

  /**
   * What waits of these units, for the caller to {@link #write} in a transaction of its own and
   * then to call {@link #written}.
   */
  List<Pending> pending(Experiment experiment, Collection<String> units) {
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

  /**
   * Writes exposures, with one audit entry for the new ones of an experiment and an actor. Who was
   * exposed stands in the exposures themselves. Those of an experiment that is stored no more are
   * left out: they would keep all others from being written.
   */
  void write(Stores stores, Collection<Pending> batch) {
    Map<String, Boolean> stored = new HashMap<>();
    Map<Sender, List<Exposure>> groups = new LinkedHashMap<>();
    for (Pending each : batch) {
      String experiment = each.exposure().experiment();
      if (!stored.computeIfAbsent(experiment, id -> isStored(stores, id))) {
        continue;
      }
      groups
          .computeIfAbsent(new Sender(experiment, each.actor()), key -> new ArrayList<>())
          .add(each.exposure());
    }
    groups.forEach((sender, exposures) -> {
      int added = stores.experiments().insertExposures(exposures);
      if (added > 0) {
        audit.record(
            stores,
            sender.actor(),
            "experiment.expose",
            "experiment/" + sender.experiment(),
            Json.NULL,
            new Facts().with("units", added).json(),
            "");
      }
    });
  }

  private static boolean isStored(Stores stores, String experiment) {
    boolean stored = stores.experiments().find(experiment).isPresent();
    if (!stored) {
      log.warn("Exposures of the deleted experiment {} are dropped", experiment);
    }
    return stored;
  }

  /** Forgets exposures that are durable now. */
  void written(Collection<Pending> batch) {
    lock.lock();
    try {
      batch.forEach(each -> pending.remove(Key.of(each.exposure())));
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
