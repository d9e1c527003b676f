package dev.llmops.service.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.job.Job;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobWorkerTest {

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock();
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private SqliteStorage database;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @FunctionalInterface
  private interface Work {
    Optional<Instant> run() throws InterruptedException;
  }

  private record Handler(String kind, int concurrency, Work work) implements JobHandler {

    @Override
    public Optional<Instant> work(Job job) throws InterruptedException {
      return work.run();
    }
  }

  private JobWorker worker(Work work) {
    JobWorker worker =
        new JobWorker(database, List.of(new Handler("test", 2, work)), "server-1", clock);
    worker.start();
    return worker;
  }

  private void enqueue(String id) {
    database.inTransaction(stores -> {
      stores.jobs().enqueue(new Job(id, "test", id, clock.instant(), 0));
      return id;
    });
  }

  private List<Job> free() {
    return database.inTransaction(
        stores -> stores.jobs().claimDue("test", "other", clock.instant(), Duration.ZERO, 10));
  }

  @Test
  void doesNotBeginAJobTwiceWhenItsLeaseRanOutMeanwhile() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    try (JobWorker worker =
        worker(() -> {
          begun.incrementAndGet();
          end.await();
          ended.incrementAndGet();
          return Optional.empty();
        })) {
      enqueue("a");
      worker.wake();
      await().until(() -> begun.get() == 1);

      clock.advance(JobWorker.LEASE.plusSeconds(1));
      worker.wake();
      // The claim renews the lease, so nobody else gets the job.
      await().until(() -> free().isEmpty());
      end.countDown();
      await().until(() -> ended.get() > 0);
      assertThat(begun).hasValue(1);
    }
  }

  @Test
  void givesBackAtOnceWhatItIsInterruptedIn() {
    try (JobWorker worker =
        worker(() -> {
          begun.incrementAndGet();
          try {
            new Semaphore(0).acquire();
          } catch (InterruptedException e) {
            throw new IllegalStateException("as libraries do", e);
          }
          return Optional.empty();
        })) {
      enqueue("a");
      worker.wake();
      await().until(() -> begun.get() == 1);
    }

    assertThat(free()).extracting(Job::id).containsExactly("a");
  }

  @Test
  void triesAgainWhenTheHandlerAsksFor() {
    Instant again = clock.instant().plusSeconds(30);
    try (JobWorker worker =
        worker(() -> begun.incrementAndGet() == 1 ? Optional.of(again) : Optional.empty())) {
      enqueue("a");
      worker.wake();
      await().until(() -> begun.get() == 1);
      clock.advance(Duration.ofSeconds(30));
      worker.wake();
      await().until(() -> begun.get() == 2);
    }
  }
}
