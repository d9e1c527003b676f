package dev.llmops.service.job;

import dev.llmops.model.job.Job;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims due jobs and has them done, each under a lease that is extended while the work goes on. A
 * job whose server dies is claimed again when its lease has run out. Thread-safe.
 */
public final class JobWorker implements AutoCloseable {

  /** How long a claim holds without being extended. */
  public static final Duration LEASE = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(JobWorker.class);

  private final StorageBackend storage;
  private final Clock clock;
  private final String owner;
  private final List<JobHandler> handlers;
  private final Map<String, Semaphore> places = new ConcurrentHashMap<>();
  private final Map<String, Thread> working = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Thread> loops = new ArrayList<>();
  private boolean woken;
  private volatile boolean closed;

  /**
   * With the handlers of all kinds.
   *
   * @param owner the name of this server, the same after a restart and different from every other's
   */
  public JobWorker(StorageBackend storage, List<JobHandler> handlers, String owner, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.handlers = List.copyOf(handlers);
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.owner = Objects.requireNonNull(owner, "owner is null");
    handlers.forEach(handler -> places.put(handler.kind(), new Semaphore(handler.concurrency())));
  }

  /** Begins to claim jobs, those first that this server left behind when it died. */
  public void start() {
    storage.inTransaction(stores -> {
      stores.jobs().releaseAll(owner);
      return owner;
    });
    loops.add(Thread.ofVirtual().name("jobs-claim").start(this::claimLoop));
    loops.add(Thread.ofVirtual().name("jobs-lease").start(this::leaseLoop));
  }

  /** Looks for due jobs now rather than at the next tick. */
  public void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void claimLoop() {
    while (!closed) {
      try {
        handlers.forEach(this::claim);
        awaitWork();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.warn("Jobs could not be claimed; trying again", e);
        pauseAfterFailure();
      }
    }
  }

  private void awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!woken) {
        changed.await(POLL.toMillis(), TimeUnit.MILLISECONDS);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  private void pauseAfterFailure() {
    lock.lock();
    try {
      changed.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void claim(JobHandler handler) {
    Semaphore free = places.get(handler.kind());
    int most = free.drainPermits();
    if (most == 0) {
      return;
    }
    int used = 0;
    try {
      List<Job> claimed = claimDue(handler.kind(), most);
      for (Job job : claimed) {
        if (working.containsKey(job.id())) {
          // Its lease had run out, as after a long pause of the process, and is renewed by the
          // claim. Beginning again would have two threads do the same work.
          continue;
        }
        Thread thread =
            Thread.ofVirtual()
                .name("job-" + job.kind() + "-" + job.id())
                .unstarted(() -> run(handler, job, free));
        working.put(job.id(), thread);
        thread.start();
        used++;
      }
    } finally {
      free.release(most - used);
    }
  }

  private List<Job> claimDue(String kind, int limit) {
    Instant now = clock.instant();
    return storage.inTransaction(stores -> stores.jobs().claimDue(kind, owner, now, LEASE, limit));
  }

  private void run(JobHandler handler, Job job, Semaphore free) {
    try {
      Optional<Instant> again = handler.work(job);
      if (again.isPresent()) {
        giveBack(job, again.get());
      } else {
        storage.inTransaction(stores -> stores.jobs().complete(job.id(), owner));
      }
    } catch (InterruptedException e) {
      giveBack(job, clock.instant());
    } catch (RuntimeException e) {
      if (closed) {
        // Work that is interrupted may fail in any way; it was not at fault.
        log.info("Job {} of kind {} was interrupted", job.subject(), job.kind(), e);
        giveBack(job, clock.instant());
      } else {
        log.error(
            "Job {} of kind {} failed; trying again in {}",
            job.subject(),
            job.kind(),
            AFTER_FAILURE,
            e);
        giveBack(job, clock.instant().plus(AFTER_FAILURE));
      }
    } finally {
      working.remove(job.id(), Thread.currentThread());
      free.release();
      wake();
    }
  }

  private void giveBack(Job job, Instant dueAt) {
    // A late interrupt must not keep the job from being given back.
    Thread.interrupted();
    try {
      storage.inTransaction(stores -> stores.jobs().reschedule(job.id(), owner, dueAt));
    } catch (RuntimeException e) {
      log.warn("Job {} could not be given back; its lease will run out", job.subject(), e);
    }
  }

  private void leaseLoop() {
    while (!closed) {
      try {
        TimeUnit.MILLISECONDS.sleep(LEASE.toMillis() / 3);
        extendLeases();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.warn("Leases could not be extended; trying again", e);
      }
    }
  }

  private void extendLeases() {
    List<String> jobs = List.copyOf(working.keySet());
    if (jobs.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<String> lost =
        storage.inTransaction(stores ->
            jobs.stream().filter(job -> !stores.jobs().extend(job, owner, now, LEASE)).toList());
    for (String job : lost) {
      Thread thread = working.get(job);
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Stops claiming, interrupts what is being worked on, and gives it back. */
  @Override
  public void close() {
    closed = true;
    loops.forEach(Thread::interrupt);
    try {
      // Only when nothing is claimed any more is it known what must be interrupted.
      join(loops);
      List<Thread> threads = List.copyOf(working.values());
      threads.forEach(Thread::interrupt);
      join(threads);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(Duration.ofSeconds(5));
    }
  }
}
