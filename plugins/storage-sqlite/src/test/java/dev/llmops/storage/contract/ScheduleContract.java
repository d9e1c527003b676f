package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_JSON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.PromptBinding;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.PromptBinding.Budget;
import dev.llmops.model.schedule.RunTemplate;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.model.schedule.Timing;
import dev.llmops.spi.storage.FiringStore.Spent;
import dev.llmops.spi.storage.ScheduleStore;
import dev.llmops.spi.storage.StorageException.Kind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the stores of schedules, bindings and firings promise. */
interface ScheduleContract extends StorageFixture {

  private static Schedule schedule(int number, String prompt, Timing timing) {
    return new Schedule(
        id(number),
        ODD_TEXT,
        timing,
        new RunTemplate(
            "nightly",
            ODD_TEXT,
            "d" + number,
            number % 2 == 0 ? OptionalInt.of(3) : OptionalInt.empty(),
            new PromptReference(prompt, "^1.2"),
            "main",
            number % 2 == 0 ? Optional.of("gpt") : Optional.empty(),
            ODD_JSON,
            List.of(
                new TemplateMetric("exact", PassBound.atLeast(0.7)),
                new TemplateMetric("cost", PassBound.NONE)),
            number % 2 == 0 ? OptionalInt.of(8) : OptionalInt.empty(),
            number % 2 == 0
                ? new RunLimits(Optional.of(Duration.ofHours(1)), Optional.of(Duration.ofMillis(1)))
                : RunLimits.NONE,
            ODD_JSON),
        false,
        Overlap.SKIP,
        Misfire.ONCE,
        Duration.ofMinutes(5),
        NOON,
        Optional.of(NOON.plusSeconds(60)),
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private static Timing cron() {
    return new Timing(Optional.of("30 2 * * *"), "Europe/Berlin", Optional.empty(), NOON);
  }

  private static Timing interval() {
    return new Timing(Optional.empty(), "UTC", Optional.of(Duration.ofHours(6)), NOON);
  }

  private static Firing firing(int number, String origin, Outcome outcome, Optional<String> run) {
    return new Firing(
        id(number),
        origin,
        Cause.VERSION,
        NOON,
        outcome,
        NOON.plusSeconds(number),
        Optional.of("1.0.0"),
        "d",
        run,
        run.isPresent() ? 1000 : 0,
        ODD_TEXT);
  }

  @Test
  default void returnsSchedulesAsTheyWereStored() {
    Schedule daily = schedule(1, "greet", cron());
    Schedule often = schedule(2, "greet", interval());
    Schedule fired =
        often.fired(firing(7, "schedule/x", Outcome.STARTED, Optional.of("r")), Optional.of(NOON));
    write(stores -> {
      stores.schedules().insert(daily);
      stores.schedules().insert(often);
      stores.schedules().update(fired);
    });

    assertThat(seen().schedules().find(id(1))).contains(daily);
    assertThat(seen().schedules().find(id(2))).contains(fired);
    assertThat(fired.lastRun()).contains("r");
    assertThat(seen().schedules().find("nobody")).isEmpty();
    refuses(Kind.DUPLICATE, stores -> stores.schedules().insert(daily));
    refuses(Kind.STALE, stores -> stores.schedules().update(fired));
    refuses(Kind.STALE, stores -> stores.schedules().delete(id(1), 2));
    write(stores -> stores.schedules().delete(id(1), 1));
    assertThat(seen().schedules().find(id(1))).isEmpty();
  }

  @Test
  default void listsSchedulesNewestFirstByEveryFilter() {
    write(stores -> {
      stores.schedules().insert(schedule(1, "greet", cron()));
      stores.schedules().insert(schedule(2, "other", cron()));
      stores.schedules().insert(schedule(3, "greet", cron()));
    });
    Optional<String> any = Optional.empty();

    assertThat(ids(ScheduleStore.Filter.ALL)).containsExactly(id(3), id(2), id(1));
    assertThat(ids(new ScheduleStore.Filter(Optional.of("greet"), any, Optional.empty())))
        .containsExactly(id(3), id(1));
    assertThat(ids(new ScheduleStore.Filter(any, Optional.of("d2"), Optional.empty())))
        .containsExactly(id(2));
    assertThat(ids(new ScheduleStore.Filter(any, any, Optional.of(true)))).isEmpty();
    assertThat(ids(new ScheduleStore.Filter(any, any, Optional.of(false)))).hasSize(3);
    Page<Schedule> first = seen().schedules().list(ScheduleStore.Filter.ALL, PageRequest.first(2));
    write(stores -> stores.schedules().insert(schedule(4, "greet", cron())));
    assertThat(
            seen()
                .schedules()
                .list(ScheduleStore.Filter.ALL, new PageRequest(2, first.nextCursor()))
                .items())
        .extracting(Schedule::id)
        .containsExactly(id(1));
  }

  private List<String> ids(ScheduleStore.Filter filter) {
    return seen().schedules().list(filter, PageRequest.first(50)).items().stream()
        .map(Schedule::id)
        .toList();
  }

  @Test
  default void returnsBindingsAsTheyWereStored() {
    PromptBinding bound =
        new PromptBinding(
            "greet",
            List.of(
                new BoundDataset("golden", OptionalInt.empty()),
                new BoundDataset("hard", OptionalInt.of(2))),
            "main",
            Optional.of("gpt"),
            ODD_JSON,
            List.of(new TemplateMetric("exact", PassBound.atLeast(0.7))),
            OptionalInt.of(4),
            new Budget(OptionalLong.of(5), OptionalLong.empty(), OptionalLong.of(1_000_000)),
            NOON,
            NOON.plusSeconds(60),
            1);
    write(stores -> {
      stores.bindings().put(bound);
      stores.bindings().put(bound.dueAt(NOON));
    });

    assertThat(seen().bindings().find("greet")).contains(bound.dueAt(NOON));
    assertThat(seen().bindings().all()).containsExactly(bound.dueAt(NOON));
    assertThat(seen().bindings().find("other")).isEmpty();
    refuses(Kind.DUPLICATE, stores -> stores.bindings().put(bound));
    refuses(Kind.STALE, stores -> stores.bindings().put(bound.dueAt(NOON)));
    refuses(Kind.STALE, stores -> stores.bindings().delete("greet", 1));
    write(stores -> stores.bindings().delete("greet", 2));
    assertThat(seen().bindings().all()).isEmpty();
  }

  @Test
  default void settlesAFiringOnce() {
    Firing pending = firing(1, "prompt/greet", Outcome.PENDING, Optional.empty());
    Firing skipped = firing(1, "prompt/greet", Outcome.SKIPPED, Optional.empty());
    write(stores -> {
      stores.firings().insert(pending);
      stores.firings().insert(firing(2, "prompt/greet", Outcome.FAILED, Optional.empty()));
      stores.firings().insert(firing(3, "prompt/other", Outcome.FAILED, Optional.empty()));
    });
    assertThat(seen().firings().find(id(1))).contains(pending);

    write(stores -> stores.firings().settle(skipped));

    assertThat(seen().firings().list("prompt/greet", PageRequest.first(5)).items())
        .containsExactly(firing(2, "prompt/greet", Outcome.FAILED, Optional.empty()), skipped);
    refuses(Kind.STALE, stores -> stores.firings().settle(skipped));
    refuses(Kind.DUPLICATE, stores -> stores.firings().insert(pending));
    write(stores -> stores.firings().deleteAll("prompt/greet"));
    assertThat(seen().firings().find(id(1))).isEmpty();
    assertThat(seen().firings().find(id(3))).isPresent();
  }

  @Test
  default void knowsTheRunsOfAnOriginAndWhatTheyUsed() {
    String origin = "prompt/greet";
    write(stores -> {
      RunSamples.prerequisitesOfRuns(stores);
      stores.runs().insert(RunSamples.run(1, "p"));
      stores
          .runs()
          .update(RunSamples.finished(RunSamples.run(1, "p"), Optional.of(RunSamples.summary())));
      stores.firings().insert(firing(11, origin, Outcome.STARTED, Optional.of(id(1))));
      stores.firings().insert(firing(12, origin, Outcome.SKIPPED, Optional.empty()));
      stores
          .runs()
          .insertResults(
              id(1),
              List.of(
                  RunSamples.result(0, SampleOutcome.PASSED),
                  RunSamples.result(1, SampleOutcome.FAILED),
                  RunSamples.result(2, SampleOutcome.FAILED)));
    });
    assertThat(seen().firings().activeRun(origin)).isEmpty();
    assertThat(seen().firings().spent(origin, NOON)).isEqualTo(new Spent(1, 1000, 99));
    assertThat(seen().firings().spent(origin, NOON.plusSeconds(12))).isEqualTo(new Spent(0, 0, 0));

    write(stores -> {
      stores.runs().insert(RunSamples.run(2, "p"));
      stores.firings().insert(firing(13, origin, Outcome.STARTED, Optional.of(id(2))));
    });

    assertThat(seen().firings().activeRun(origin)).contains(id(2));
    assertThat(seen().firings().activeRun("prompt/other")).isEmpty();
    assertThat(seen().firings().spent(origin, NOON)).isEqualTo(new Spent(2, 2000, 99));
    assertThat(seen().firings().runs(origin, "1.0.0", "d")).containsExactly(id(2), id(1));
    assertThat(seen().firings().runs(origin, "1.1.0", "d")).isEmpty();
  }

  @Test
  default void remembersWhatResultsUsedThatAreRemoved() {
    String origin = "prompt/greet";
    write(stores -> {
      RunSamples.prerequisitesOfRuns(stores);
      stores.runs().insert(RunSamples.run(1, "p"));
      stores.firings().insert(firing(11, origin, Outcome.STARTED, Optional.of(id(1))));
      stores
          .runs()
          .insertResults(
              id(1),
              List.of(
                  RunSamples.result(0, SampleOutcome.PASSED),
                  RunSamples.result(1, SampleOutcome.FAILED)));
    });

    write(stores -> {
      stores.firings().keepTokens(id(1), Set.of(SampleOutcome.FAILED));
      stores.runs().deleteResults(id(1), SampleOutcome.FAILED);
      stores.runs().insertResults(id(1), List.of(RunSamples.result(1, SampleOutcome.PASSED)));
    });
    assertThat(seen().firings().spent(origin, NOON)).isEqualTo(new Spent(1, 1000, 99));

    write(stores -> {
      stores.firings().keepTokens(id(1), EnumSet.allOf(SampleOutcome.class));
      stores.firings().keepTokens("another", EnumSet.allOf(SampleOutcome.class));
      stores.runs().delete(id(1));
    });
    assertThat(seen().firings().spent(origin, NOON)).isEqualTo(new Spent(1, 1000, 99));
  }
}
