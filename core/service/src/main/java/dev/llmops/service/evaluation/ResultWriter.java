package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.spi.storage.StorageBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Stores the results of a run in batches, beside the work on its samples; only when storage falls
 * far behind does the work wait for it. Thread-safe.
 */
final class ResultWriter {

  private static final int CAPACITY = 1_024;
  private static final int BATCH = 256;
  private static final int LARGEST_BATCH = 512;
  private static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final StorageBackend storage;
  private final String runId;
  private final Consumer<SampleResult> stored;
  private final Runnable endedEarly;
  private final BlockingQueue<SampleResult> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean ended;
  private volatile RuntimeException failure;

  /**
   * For one run.
   *
   * @param stored told of every result that is stored
   * @param endedEarly told when no more results are taken before {@link #finish}, because the run
   *     is not running any more or because storage failed
   */
  ResultWriter(
      StorageBackend storage, String runId, Consumer<SampleResult> stored, Runnable endedEarly) {
    this.storage = storage;
    this.runId = runId;
    this.stored = stored;
    this.endedEarly = endedEarly;
    this.thread = Thread.ofVirtual().name("run-results-" + runId).start(this::write);
  }

  /** Takes a result, which is stored a little later; drops it when no more are taken. */
  void put(SampleResult result) throws InterruptedException {
    boolean taken = false;
    while (!taken && !ended) {
      taken = queue.offer(result, 1, TimeUnit.SECONDS);
    }
  }

  private void write() {
    boolean finished = false;
    try {
      Optional<List<SampleResult>> batch = nextBatch();
      while (batch.isPresent() && store(batch.get())) {
        batch = nextBatch();
      }
      finished = batch.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      ended = true;
      if (!finished) {
        endedEarly.run();
      }
    }
  }

  private Optional<List<SampleResult>> nextBatch() throws InterruptedException {
    SampleResult first = queue.poll(STEP_NANOS, TimeUnit.NANOSECONDS);
    while (first == null) {
      if (closing && queue.isEmpty()) {
        return Optional.empty();
      }
      first = queue.poll(STEP_NANOS, TimeUnit.NANOSECONDS);
    }
    long begin = System.nanoTime();
    List<SampleResult> batch = new ArrayList<>(BATCH);
    batch.add(first);
    while (batch.size() < BATCH
        && System.nanoTime() - begin < MAX_AGE_NANOS
        && !(closing && queue.isEmpty())) {
      SampleResult next = queue.poll(STEP_NANOS, TimeUnit.NANOSECONDS);
      if (next != null) {
        batch.add(next);
      }
    }
    queue.drainTo(batch, LARGEST_BATCH - batch.size());
    return Optional.of(batch);
  }

  private boolean store(List<SampleResult> batch) {
    boolean running =
        storage.inTransaction(stores -> {
          // In the same transaction, so that a cancelled run gets no more results.
          boolean goesOn =
              stores.runs().status(runId).filter(RunStatus.RUNNING::equals).isPresent();
          if (goesOn) {
            stores.runs().insertResults(runId, batch);
          }
          return goesOn;
        });
    if (running) {
      batch.forEach(stored);
    }
    return running;
  }

  /**
   * Stores what was taken so far.
   *
   * @throws dev.llmops.spi.storage.StorageException when something could not be stored
   */
  void finish() throws InterruptedException {
    closing = true;
    thread.join();
    if (failure != null) {
      throw failure;
    }
  }
}
