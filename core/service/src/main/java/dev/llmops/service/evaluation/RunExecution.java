package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the samples of one run that have no result yet, a limited number at a time, each on a
 * virtual thread of its own. Used once; {@link #stop} and {@link #counts} from any thread.
 */
final class RunExecution {

  private static final Logger log = LoggerFactory.getLogger(RunExecution.class);
  private static final int PAGE = 500;
  // The server waits five seconds for its jobs when it stops.
  private static final long GRACE_SECONDS = 3;
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StorageBackend storage;
  private final Run run;
  private final SampleWorker worker;
  private final Consumer<SampleResult> listener;
  private volatile OutcomeCounts counts = new OutcomeCounts();
  private final Semaphore slots;
  private final Set<Thread> inFlight = ConcurrentHashMap.newKeySet();
  private final long deadline;
  private volatile boolean stopped;
  private volatile boolean timedOut;
  private volatile Optional<Duration> rest = Optional.empty();
  private volatile Throwable failure;

  /**
   * With one who is told of every result that is stored.
   *
   * @param left how long it may take; not positive when it is too late
   */
  RunExecution(
      StorageBackend storage,
      Run run,
      SampleWorker worker,
      Consumer<SampleResult> listener,
      Duration left) {
    this.storage = storage;
    this.run = run;
    this.worker = worker;
    this.listener = listener;
    this.slots = new Semaphore(run.spec().concurrency());
    this.deadline = System.nanoTime() + left.toNanos();
  }

  /** What is stored so far. */
  OutcomeCounts counts() {
    return counts;
  }

  /** Whether it was stopped because it took longer than it may. */
  boolean timedOut() {
    return timedOut;
  }

  /** The rest that the provider asked for, where it was stopped for that. */
  Optional<Duration> rest() {
    return rest;
  }

  private void stopIfTooLate() {
    if (deadline - System.nanoTime() <= 0) {
      timedOut = true;
      stop();
    }
  }

  /** How long to wait before it is worth looking whether it is too late. */
  private long patience() {
    return Math.clamp(deadline - System.nanoTime(), 1, LONGEST_WAIT_NANOS);
  }

  /** Begins no more samples and interrupts those in flight. */
  void stop() {
    stopped = true;
    inFlight.forEach(Thread::interrupt);
  }

  /**
   * Works until every sample has a stored result, or the run is stopped.
   *
   * @return whether every sample was worked on
   * @throws InterruptedException when the server stops; what has a result by then is stored
   */
  boolean work() throws InterruptedException {
    OutcomeCounts stored =
        OutcomeCounts.of(storage.read(stores -> stores.runs().countResults(run.id())));
    counts = stored;
    ResultWriter writer =
        new ResultWriter(storage, run.id(), listener.andThen(stored::add), this::stop);
    try {
      feed(writer);
      awaitInFlight();
    } catch (InterruptedException | RuntimeException e) {
      // Storage that is interrupted fails with the interrupt still set; the rest must not.
      Thread.interrupted();
      stop();
      awaitInFlight();
      throw e;
    } finally {
      writer.finish();
    }
    if (failure != null) {
      throw new IllegalStateException("a sample could not be worked on", failure);
    }
    return !stopped;
  }

  private void feed(ResultWriter writer) throws InterruptedException {
    RunSpec spec = run.spec();
    for (long from = 0; from < run.totalSamples() && !stopped; from += PAGE) {
      long first = from;
      List<Sample> samples =
          storage.read(stores ->
              stores.datasets().samples(spec.dataset(), spec.datasetVersion(), first, PAGE));
      Set<Long> finished =
          storage.read(stores -> stores.runs().finishedPositions(run.id(), first, first + PAGE));
      for (int i = 0; i < samples.size(); i++) {
        if (!finished.contains(first + i) && slotTaken()) {
          begin(samples.get(i), first + i, writer);
        }
      }
    }
  }

  /** Waits for a free slot; false when the run is stopped. */
  private boolean slotTaken() throws InterruptedException {
    boolean taken = false;
    while (!taken && !stopped) {
      taken = slots.tryAcquire(patience(), TimeUnit.NANOSECONDS);
      stopIfTooLate();
    }
    if (taken && stopped) {
      slots.release();
      return false;
    }
    return taken;
  }

  private void begin(Sample sample, long position, ResultWriter writer) {
    Thread thread =
        Thread.ofVirtual()
            .name("run-sample-" + position)
            .unstarted(() -> work(sample, position, writer));
    inFlight.add(thread);
    thread.start();
  }

  private void work(Sample sample, long position, ResultWriter writer) {
    try {
      // An interrupt that came before the start of the thread may be lost; this is not.
      if (!stopped) {
        writer.put(worker.work(sample, position));
      }
    } catch (InterruptedException e) {
      // Without a result, the sample is worked on again when the run goes on.
      Thread.currentThread().interrupt();
    } catch (ProviderGate.LongRestException e) {
      rest = Optional.of(e.rest());
      stop();
    } catch (RuntimeException | Error e) {
      failure = e;
      stop();
    } finally {
      inFlight.remove(Thread.currentThread());
      slots.release();
    }
  }

  private void awaitInFlight() throws InterruptedException {
    int all = run.spec().concurrency();
    boolean settled = false;
    while (!settled && !stopped) {
      settled = slots.tryAcquire(all, patience(), TimeUnit.NANOSECONDS);
      if (!settled) {
        stopIfTooLate();
      }
    }
    if (!settled && !slots.tryAcquire(all, GRACE_SECONDS, TimeUnit.SECONDS)) {
      log.warn("Run {} is stopped while {} samples do not end", run.id(), inFlight.size());
    }
  }
}
