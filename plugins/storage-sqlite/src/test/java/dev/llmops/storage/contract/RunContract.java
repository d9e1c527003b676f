package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.RunSamples.finished;
import static dev.llmops.storage.contract.RunSamples.result;
import static dev.llmops.storage.contract.RunSamples.run;
import static dev.llmops.storage.contract.RunSamples.summary;
import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.RunStore.Filter;
import dev.llmops.spi.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a run store promises. */
interface RunContract extends StorageFixture {

  @Test
  default void returnsRunsAsTheyWereStored() {
    write(RunSamples::prerequisitesOfRuns);
    for (int number = 1; number <= 2; number++) {
      Run pending = run(number, "p");
      write(stores -> stores.runs().insert(pending));
      assertThat(seen().runs().find(pending.id())).contains(pending);
    }
    Run completed = finished(run(1, "p"), Optional.of(summary()));
    Run failed = finished(run(2, "p"), Optional.empty());
    write(stores -> {
      stores.runs().update(completed);
      stores.runs().update(failed);
    });
    assertThat(seen().runs().find(id(1))).contains(completed);
    assertThat(seen().runs().find(id(2))).contains(failed);
    assertThat(seen().runs().find("nobody")).isEmpty();
    assertThat(seen().runs().status(id(1))).contains(completed.status());
    assertThat(seen().runs().status("nobody")).isEmpty();
  }

  @Test
  default void refusesARepeatedRunAndALostUpdate() {
    write(RunSamples::prerequisitesOfRuns);
    write(stores -> stores.runs().insert(run(1, "p")));
    refuses(Kind.DUPLICATE, stores -> stores.runs().insert(run(1, "q")));
    write(stores -> stores.runs().update(finished(run(1, "p"), Optional.of(summary()))));
    refuses(Kind.STALE, stores -> stores.runs().update(finished(run(1, "p"), Optional.empty())));
    refuses(Kind.STALE, stores -> stores.runs().update(finished(run(2, "p"), Optional.empty())));
    assertThat(seen().runs().find(id(1)).orElseThrow().summary()).contains(summary());
  }

  @Test
  default void countsTheRunsOfEachVersionOfAPrompt() {
    write(RunSamples::prerequisitesOfRuns);
    write(stores -> {
      stores.runs().insert(run(2, "p"));
      stores.runs().insert(run(3, "p"));
      stores.runs().insert(run(1, "p"));
      stores.runs().insert(run(4, "q"));
    });
    assertThat(seen().runs().usesOf("p"))
        .containsExactly(new RunStore.VersionUse("1.0.0", 3, id(3)));
    assertThat(seen().runs().usesOf("nobody")).isEmpty();
  }

  @Test
  default void listsRunsNewestFirstByEveryFilter() {
    write(RunSamples::prerequisitesOfRuns);
    write(stores -> {
      IntStream.rangeClosed(1, 6)
          .forEach(number -> stores.runs().insert(run(number, number <= 3 ? "p" : "q")));
      stores.runs().update(finished(run(6, "q"), Optional.of(summary())));
    });
    assertThat(ids(Filter.ALL)).containsExactly(id(6), id(5), id(4), id(3), id(2), id(1));
    assertThat(ids(filter("q", null, null, null))).containsExactly(id(6), id(5), id(4));
    assertThat(ids(filter(null, "d", null, null))).hasSize(6);
    assertThat(ids(filter(null, "e", null, null))).isEmpty();
    assertThat(ids(filter("p", "d", "gpt", null))).containsExactly(id(2));
    assertThat(ids(filter(null, null, null, RunStatus.COMPLETED))).containsExactly(id(6));
    assertThat(
            ids(
                new Filter(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(NOON.plusSeconds(2)),
                    Optional.of(NOON.plusSeconds(4)))))
        .containsExactly(id(3), id(2));

    Page<Run> first = seen().runs().list(Filter.ALL, PageRequest.first(4));
    write(stores -> stores.runs().insert(run(7, "p")));
    assertThat(seen().runs().list(Filter.ALL, new PageRequest(4, first.nextCursor())).items())
        .extracting(Run::id)
        .containsExactly(id(2), id(1));
  }

  private static Filter filter(String prompt, String dataset, String model, RunStatus status) {
    return new Filter(
        Optional.ofNullable(prompt),
        Optional.ofNullable(dataset),
        Optional.ofNullable(model),
        Optional.ofNullable(status),
        Optional.empty(),
        Optional.empty());
  }

  private List<String> ids(Filter filter) {
    return seen().runs().list(filter, PageRequest.first(50)).items().stream().map(Run::id).toList();
  }

  @Test
  default void keepsTheFirstResultOfASample() {
    write(RunSamples::prerequisitesOfRuns);
    write(stores -> {
      stores.runs().insert(run(1, "p"));
      stores.runs().insert(run(2, "p"));
      stores
          .runs()
          .insertResults(
              id(1),
              List.of(
                  result(2, SampleOutcome.FAILED),
                  result(0, SampleOutcome.PASSED),
                  result(1, SampleOutcome.NOT_PASSED)));
      stores.runs().insertResults(id(2), List.of(result(0, SampleOutcome.SKIPPED)));
    });
    write(stores ->
        stores
            .runs()
            .insertResults(
                id(1), List.of(result(1, SampleOutcome.PASSED), result(5, SampleOutcome.SKIPPED))));
    List<SampleResult> seen = new ArrayList<>();
    read(stores -> {
      stores.runs().forEachResult(id(1), seen::add);
      return true;
    });
    assertThat(seen)
        .containsExactly(
            result(0, SampleOutcome.PASSED),
            result(1, SampleOutcome.NOT_PASSED),
            result(2, SampleOutcome.FAILED),
            result(5, SampleOutcome.SKIPPED));
    assertThat(seen().runs().countResults(id(1)))
        .isEqualTo(
            Map.of(
                SampleOutcome.PASSED,
                1L,
                SampleOutcome.NOT_PASSED,
                1L,
                SampleOutcome.FAILED,
                1L,
                SampleOutcome.SKIPPED,
                1L));
    assertThat(seen().runs().finishedPositions(id(1), 1, 5)).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  default void pagesThroughResultsOfSomeOutcomes() {
    write(RunSamples::prerequisitesOfRuns);
    write(stores -> {
      stores.runs().insert(run(1, "p"));
      stores
          .runs()
          .insertResults(
              id(1),
              IntStream.range(0, 1_000)
                  .mapToObj(position ->
                      result(
                          position,
                          position % 3 == 0 ? SampleOutcome.FAILED : SampleOutcome.PASSED))
                  .toList());
    });
    List<Long> positions = new ArrayList<>();
    PageRequest request = PageRequest.first(150);
    while (true) {
      PageRequest asked = request;
      Page<SampleResult> page = seen().runs().results(id(1), Set.of(SampleOutcome.FAILED), asked);
      page.items().forEach(item -> positions.add(item.position()));
      if (page.nextCursor().isEmpty()) {
        break;
      }
      request = new PageRequest(150, page.nextCursor());
    }
    assertThat(positions)
        .containsExactlyElementsOf(
            IntStream.range(0, 1_000).filter(n -> n % 3 == 0).mapToObj(Long::valueOf).toList());
    assertThat(seen().runs().results(id(1), Set.of(), PageRequest.first(5)).items())
        .extracting(SampleResult::position)
        .containsExactly(0L, 1L, 2L, 3L, 4L);
  }
}
