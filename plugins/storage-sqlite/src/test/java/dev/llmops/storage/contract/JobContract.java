package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.job.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a job store promises. */
interface JobContract extends StorageFixture {

  Duration LEASE = Duration.ofSeconds(30);

  private List<Job> claim(String kind, String owner, Instant now, int limit) {
    return storage()
        .inTransaction(stores -> stores.jobs().claimDue(kind, owner, now, LEASE, limit));
  }

  private boolean does(dev.llmops.spi.storage.StorageBackend.TransactionBody<Boolean> change) {
    return storage().inTransaction(change);
  }

  @Test
  default void claimsDueJobsOldestFirst() {
    write(stores -> {
      stores.jobs().enqueue(new Job("j1", "run", "a", NOON.plusSeconds(3), 0));
      stores.jobs().enqueue(new Job("j2", "run", "b", NOON.plusSeconds(1), 4));
      stores.jobs().enqueue(new Job("j3", "run", "c", NOON.plusSeconds(2), 0));
      stores.jobs().enqueue(new Job("j4", "run", "d", NOON.plusSeconds(9), 0));
      stores.jobs().enqueue(new Job("j5", "delivery", "a", NOON, 0));
      stores.jobs().enqueue(new Job("j6", "run", "a", NOON, 0));
    });
    assertThat(claim("run", "one", NOON.plusSeconds(3), 2))
        .containsExactly(
            new Job("j2", "run", "b", NOON.plusSeconds(1), 5),
            new Job("j3", "run", "c", NOON.plusSeconds(2), 1));
    assertThat(claim("run", "two", NOON.plusSeconds(3), 9))
        .containsExactly(new Job("j1", "run", "a", NOON.plusSeconds(3), 1));
    assertThat(claim("run", "two", NOON.plusSeconds(3), 9)).isEmpty();
  }

  @Test
  default void tellsWhetherAJobWasAdded() {
    assertThat(does(stores -> stores.jobs().enqueue(new Job("j1", "run", "a", NOON, 0)))).isTrue();
    assertThat(does(stores -> stores.jobs().enqueue(new Job("j2", "run", "a", NOON, 0)))).isFalse();
    assertThat(does(stores -> stores.jobs().enqueue(new Job("j3", "other", "a", NOON, 0))))
        .isTrue();
  }

  @Test
  default void givesAJobToAnotherWhenItsLeaseRunsOut() {
    write(stores -> stores.jobs().enqueue(new Job("j1", "run", "a", NOON, 0)));
    assertThat(claim("run", "one", NOON, 1)).hasSize(1);
    Instant almost = NOON.plus(LEASE).minusMillis(1);
    assertThat(claim("run", "two", almost, 1)).isEmpty();
    assertThat(does(stores -> stores.jobs().extend("j1", "two", almost, LEASE))).isFalse();
    assertThat(does(stores -> stores.jobs().extend("j1", "one", almost, LEASE))).isTrue();
    assertThat(claim("run", "two", NOON.plus(LEASE), 1)).isEmpty();
    assertThat(claim("run", "two", almost.plus(LEASE), 1))
        .containsExactly(new Job("j1", "run", "a", NOON, 2));
    assertThat(does(stores -> stores.jobs().extend("j1", "one", almost, LEASE))).isFalse();
    assertThat(does(stores -> stores.jobs().reschedule("j1", "one", NOON))).isFalse();
    assertThat(does(stores -> stores.jobs().complete("j1", "one"))).isFalse();
    assertThat(does(stores -> stores.jobs().complete("j1", "two"))).isTrue();
    assertThat(does(stores -> stores.jobs().complete("j1", "two"))).isFalse();
    assertThat(claim("run", "two", NOON.plusSeconds(999), 1)).isEmpty();
  }

  @Test
  default void givesARescheduledJobOutWhenItIsDueAgain() {
    write(stores -> stores.jobs().enqueue(new Job("j1", "run", "a", NOON, 0)));
    claim("run", "one", NOON, 1);
    assertThat(does(stores -> stores.jobs().reschedule("j1", "one", NOON.plusSeconds(5)))).isTrue();
    assertThat(claim("run", "one", NOON.plusSeconds(4), 1)).isEmpty();
    assertThat(claim("run", "two", NOON.plusSeconds(5), 1))
        .containsExactly(new Job("j1", "run", "a", NOON.plusSeconds(5), 2));
  }

  @Test
  default void freesTheJobsOfAServerThatStartsAgain() {
    write(stores -> {
      stores.jobs().enqueue(new Job("j1", "run", "a", NOON, 0));
      stores.jobs().enqueue(new Job("j2", "run", "b", NOON, 0));
    });
    claim("run", "one", NOON, 1);
    claim("run", "two", NOON, 1);
    write(stores -> stores.jobs().releaseAll("one"));
    assertThat(claim("run", "three", NOON, 9)).extracting(Job::id).containsExactly("j1");
  }

  @Test
  default void givesEachJobToOneOfManyClaimants() throws Exception {
    write(stores ->
        IntStream.range(0, 200)
            .forEach(n -> stores.jobs().enqueue(new Job("j" + n, "run", "s" + n, NOON, 0))));
    List<String> claimed = new ArrayList<>();
    try (ExecutorService claimants = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Job>>> answers =
          IntStream.range(0, 60)
              .mapToObj(n -> claimants.submit(() -> claim("run", "owner-" + n, NOON, 5)))
              .toList();
      for (Future<List<Job>> answer : answers) {
        answer.get().forEach(job -> claimed.add(job.id()));
      }
    }
    assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
  }
}
