package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.PromptSamples.version;
import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.entry;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.IdempotencyStore.Answer;
import dev.llmops.spi.storage.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What transactions promise. */
interface TransactionContract extends StorageFixture {

  @Test
  default void passesResultsAndExceptionsOfBodiesOn() {
    assertThat(storage().<String>inTransaction(stores -> "answer")).isEqualTo("answer");
    assertThat(storage().<String>inTransaction(stores -> null)).isNull();
    IllegalArgumentException mine = new IllegalArgumentException("mine");
    assertThatThrownBy(() ->
            write(stores -> {
              throw mine;
            }))
        .isSameAs(mine);
    assertThatThrownBy(() ->
            read(stores -> {
              throw mine;
            }))
        .isSameAs(mine);
    assertThatThrownBy(() ->
            write(stores -> {
              throw new StackOverflowError();
            }))
        .isInstanceOf(StackOverflowError.class);
    write(stores -> stores.prompts().insert(version("p", "1.0.0")));
  }

  @Test
  default void keepsNothingOfABodyThatThrows() {
    assertThatThrownBy(() ->
            write(stores -> {
              stores.prompts().insert(version("p", "1.0.0"));
              stores.audit().append(entry(1, "ann", "prompt/p"));
              throw new IllegalStateException("after all");
            }))
        .hasMessage("after all");
    // Whatever was left of it would be committed with the next one at the latest.
    write(stores -> stores.audit().append(entry(2, "bob", "prompt/q")));
    assertThat(seen().prompts().versions("p")).isEmpty();
    assertThat(seen().audit().list(AuditStore.Filter.ALL, PageRequest.first(9)).items())
        .extracting(entry -> entry.id())
        .containsExactly(id(2));
  }

  @Test
  default void letsBodiesThatThrowSpoilNothingOfOthers() throws Exception {
    List<Future<?>> answers = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int n = 0; n < 300; n++) {
        int number = n;
        answers.add(
            callers.submit(() ->
                write(stores -> {
                  stores.audit().append(entry(number, "ann", "x"));
                  if (number % 3 == 0) {
                    throw new IllegalStateException("every third");
                  }
                })));
      }
    }
    List<String> expected = new ArrayList<>();
    for (int n = 299; n >= 0; n--) {
      Future<?> answer = answers.get(n);
      if (n % 3 == 0) {
        assertThat(answer.state()).isEqualTo(Future.State.FAILED);
      } else {
        answer.get();
        expected.add(id(n));
      }
    }
    assertThat(seen().audit().list(AuditStore.Filter.ALL, PageRequest.first(500)).items())
        .extracting(entry -> entry.id())
        .containsExactlyElementsOf(expected);
  }

  @Test
  default void acknowledgesSixteenWritersAndKeepsAllOfIt() throws Exception {
    try (ExecutorService writers = Executors.newFixedThreadPool(16)) {
      List<Future<?>> answers = new ArrayList<>();
      for (int writer = 0; writer < 16; writer++) {
        int first = writer * 50;
        answers.add(
            writers.submit(() ->
                IntStream.range(first, first + 50)
                    .forEach(
                        n -> write(stores -> stores.prompts().insert(version("p" + n, "1.0.0"))))));
      }
      for (Future<?> answer : answers) {
        answer.get();
      }
    }
    reopen();
    List<String> names =
        read(stores -> {
          List<String> seen = new ArrayList<>();
          stores.prompts().forEachVersion(version -> seen.add(version.name()));
          return seen;
        });
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 800).mapToObj(n -> "p" + n).toList());
  }

  @Test
  default void showsAReaderOneMomentWhileOthersWrite() throws Exception {
    write(stores -> stores.prompts().insert(version("p", "1.0.0")));
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(1);
    try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
      Future<List<Integer>> counts =
          reader.submit(() ->
              read(stores -> {
                int before = stores.prompts().versions("p").size();
                reading.countDown();
                await(written);
                return List.of(before, stores.prompts().versions("p").size());
              }));
      reading.await();
      write(stores -> stores.prompts().insert(version("p", "2.0.0")));
      written.countDown();
      assertThat(counts.get()).containsExactly(1, 1);
    }
    assertThat(seen().prompts().versions("p")).hasSize(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  default void seesWhatTheSameBodyWrote() {
    List<PromptVersion> seen =
        storage()
            .inTransaction(stores -> {
              stores.prompts().insert(version("p", "1.0.0"));
              return stores.prompts().versions("p");
            });
    assertThat(seen).hasSize(1);
  }

  @Test
  default void refusesToWriteInARead() {
    assertThatThrownBy(() ->
            read(stores -> {
              stores.prompts().insert(version("p", "1.0.0"));
              return true;
            }))
        .isInstanceOf(RuntimeException.class);
    assertThat(seen().prompts().versions("p")).isEmpty();
  }

  @Test
  default void refusesStoresAfterTheirTransaction() {
    AtomicReference<Stores> kept = new AtomicReference<>();
    write(kept::set);
    assertThatThrownBy(() -> kept.get().prompts().insert(version("p", "1.0.0")))
        .isInstanceOf(IllegalStateException.class);
    read(stores -> {
      kept.set(stores);
      return true;
    });
    assertThatThrownBy(() -> kept.get().prompts().versions("p"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  default void keepsAnInterruptForTheCallerAndTheWriteToo() throws Exception {
    AtomicReference<Boolean> interrupted = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              write(stores -> stores.prompts().insert(version("p", "1.0.0")));
              interrupted.set(Thread.interrupted());
            });
    caller.join();
    assertThat(interrupted.get()).isTrue();
    assertThat(seen().prompts().versions("p")).hasSize(1);
  }

  @Test
  default void refusesACursorThatNoListGave() {
    write(stores -> {
      for (int n = 0; n < 3; n++) {
        stores.audit().append(entry(n, "ann", "x"));
      }
    });
    String cursor =
        seen().audit().list(AuditStore.Filter.ALL, PageRequest.first(1)).nextCursor().orElseThrow();
    for (String wrong : List.of("", "?", "abc", "AAAA", cursor + "€")) {
      assertThatThrownBy(() ->
              seen().audit().list(AuditStore.Filter.ALL, new PageRequest(1, Optional.of(wrong))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cursor");
    }
    assertThatThrownBy(
            () -> seen().datasets().list(Optional.empty(), new PageRequest(1, Optional.of(cursor))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  default void keepsEverythingOverAReopening() {
    Answer answer = new Answer("k", "ab".repeat(32), 200, Samples.ODD_TEXT, NOON);
    write(stores -> {
      RunSamples.prerequisitesOfRuns(stores);
      stores.runs().insert(RunSamples.run(1, "p"));
      stores.idempotency().insert(answer);
    });
    reopen();
    assertThat(seen().runs().find(id(1))).contains(RunSamples.run(1, "p"));
    assertThat(seen().idempotency().find("k")).contains(answer);
  }
}
