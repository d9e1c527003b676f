package dev.llmops.service.schedule;

import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.schedule.Nightly.cron;
import static dev.llmops.service.schedule.Nightly.every;
import static dev.llmops.service.schedule.Nightly.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.RunTemplate;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.prompt.NewPromptVersion;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.spi.storage.ScheduleStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done with schedules that are there, and what refuses them. */
final class ScheduleChangeTest {

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private final ManualClock clock = new ManualClock();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    plugins.provider("main", ScriptedProvider.echo());
    server = Server.started(database, plugins, clock);
    server.prompt("1.0.0", "{{input}}");
    server.dataset("questions", 3);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private void goTo(String time) {
    clock.advance(Duration.between(clock.instant(), Instant.parse(time)));
    server.worker.wake();
  }

  private List<Firing> firings(String id) {
    return server.schedules.firings(id, PageRequest.first(100)).items();
  }

  private List<Firing> awaitFirings(String id, int count) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> firings(id).size() == count);
    return firings(id);
  }

  private Run ended(Firing firing) {
    return server.awaitEnd(firing.run().orElseThrow());
  }

  @Test
  void theLabelThatItNamesIsNotDeleted() {
    server.prompts.create(
        NewPromptVersion.of("greet", "1.1.0", "{{input}}!", List.of(Variable.required("input")))
            .withLabels(List.of("canary")),
        ANNA);
    server.schedules.create(evaluating("canary", OptionalInt.empty()), ANNA);

    assertThatThrownBy(() -> server.prompts.deleteLabel("greet", "canary", Optional.empty(), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::message)
                    .containsExactly("schedule \"nightly\" (active)"));
    assertThat(server.prompts.resolve("greet", "canary").version().version()).isEqualTo("1.1.0");
  }

  @Test
  void theOldestOfVeryManyIsHeeded() {
    server.upload("questions", List.of(Json.object(Map.of("input", Json.of("another")))));
    server.prompt("1.1.0", "{{input}}!");
    Schedule oldest = server.schedules.create(evaluating("1.0.0", OptionalInt.of(1)), ANNA);
    Schedule newer = server.schedules.create(cron("30 14 * * *"), ANNA);
    server.storage.inTransaction(stores -> {
      for (int i = 0; i < PageRequest.MAX_LIMIT; i++) {
        stores.schedules().insert(copy(newer, newer.id() + "-" + i));
      }
      return newer;
    });

    assertThatThrownBy(() -> server.prompts.delete("greet", "1.0.0", ANNA))
        .hasMessageContaining("schedule \"nightly\"");
    assertThatThrownBy(() -> server.datasets.deleteVersion("questions", 1, ANNA))
        .hasMessageContaining(oldest.id());
  }

  private static Schedule copy(Schedule schedule, String id) {
    return new Schedule(
        id,
        schedule.name(),
        schedule.timing(),
        schedule.run(),
        schedule.paused(),
        schedule.overlap(),
        schedule.misfire(),
        schedule.grace(),
        schedule.createdAt(),
        schedule.nextAt(),
        schedule.lastRun(),
        schedule.lastFiring(),
        1);
  }

  private static NewSchedule evaluating(String ref, OptionalInt datasetVersion) {
    NewSchedule base = cron("30 14 * * *");
    RunTemplate run = base.run();
    return new NewSchedule(
        base.name(),
        base.cron(),
        base.zone(),
        base.every(),
        new RunTemplate(
            run.name(),
            run.description(),
            run.dataset(),
            datasetVersion,
            new PromptReference("greet", ref),
            run.provider(),
            run.model(),
            run.parameters(),
            run.metrics(),
            run.concurrency(),
            run.limits(),
            run.metadata()),
        false,
        base.overlap(),
        base.misfire(),
        base.grace(),
        false);
  }

  private List<AuditEntry> audit(String resource) {
    AuditStore.Filter filter =
        new AuditStore.Filter(
            Optional.empty(), Optional.of(resource), Optional.empty(), Optional.empty());
    return server.audit.list(filter, PageRequest.first(50)).items();
  }

  private List<Run> runs() {
    return server.evaluator.list(RunStore.Filter.ALL, PageRequest.first(50)).items();
  }

  @Test
  void aPausedScheduleWaitsAndDoesNotMakeUpWhenResumed() {
    Schedule schedule = server.schedules.create(every(Duration.ofHours(1)), ANNA);
    Schedule paused =
        server.schedules.update(schedule.id(), ScheduleChange.paused(true), Optional.of(1L), ANNA);
    assertThat(paused.nextAt()).isEmpty();
    goTo("2026-03-01T14:30:00Z");

    Schedule resumed =
        server.schedules.update(
            schedule.id(), ScheduleChange.paused(false), Optional.empty(), ANNA);

    assertThat(resumed.nextAt()).contains(Instant.parse("2026-03-01T15:00:00Z"));
    goTo("2026-03-01T15:00:00Z");
    ended(awaitFirings(schedule.id(), 1).get(0));
    assertThat(audit("schedule/" + schedule.id()))
        .extracting(AuditEntry::action)
        .containsExactly("schedule.resume", "schedule.pause", "schedule.create");
    assertThatThrownBy(() ->
            server.schedules.update(
                schedule.id(), ScheduleChange.paused(true), Optional.of(1L), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STALE));
  }

  @Test
  void aChangedTimeTakesThePlaceOfTheOldOne() {
    Schedule schedule = server.schedules.create(cron("30 14 * * *"), ANNA);
    ScheduleChange sooner =
        new ScheduleChange(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Duration.ofMinutes(5)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    Schedule changed = server.schedules.update(schedule.id(), sooner, Optional.empty(), ANNA);

    assertThat(changed.timing().cron()).isEmpty();
    assertThat(changed.nextAt()).contains(Instant.parse("2026-03-01T12:05:00Z"));
    goTo("2026-03-01T12:05:00Z");
    ended(awaitFirings(schedule.id(), 1).get(0));
  }

  @Test
  void aTriggeredRunDoesNotShiftTheNextTime() {
    Schedule schedule = server.schedules.create(cron("30 14 * * *"), ANNA);

    Run run = server.schedules.trigger(schedule.id(), ANNA);

    assertThat(server.awaitEnd(run.id()).status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(firings(schedule.id()).get(0).cause()).isEqualTo(Cause.TRIGGER);
    assertThat(audit("schedule/" + schedule.id()))
        .filteredOn(entry -> entry.action().equals("schedule.trigger"))
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.actor()).isEqualTo("anna");
          assertThat(entry.after().get("run")).contains(Json.of(run.id()));
        });
    assertThat(server.schedules.find(schedule.id()).nextAt())
        .contains(Instant.parse("2026-03-01T13:30:00Z"));
    goTo("2026-03-01T13:30:00Z");
    ended(awaitFirings(schedule.id(), 2).get(0));
  }

  @Test
  void aDeletedScheduleFiresNoMore() {
    Schedule schedule = server.schedules.create(every(Duration.ofHours(1)), ANNA);
    Schedule other = server.schedules.create(every(Duration.ofHours(1)), ANNA);
    server.schedules.delete(schedule.id(), Optional.empty(), ANNA);

    goTo("2026-03-01T13:00:00Z");

    ended(awaitFirings(other.id(), 1).get(0));
    assertThat(runs()).hasSize(1);
    assertThatThrownBy(() -> server.schedules.find(schedule.id()))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }

  @Test
  void whatCannotRunAnyMoreShowsItsFailureAndGoesOn() {
    Schedule schedule = server.schedules.create(every(Duration.ofHours(1)), ANNA);
    plugins.removeProvider("main");

    goTo("2026-03-01T13:00:00Z");

    Firing failed = awaitFirings(schedule.id(), 1).get(0);
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.detail()).contains("no provider \"main\"");
    assertThat(server.schedules.find(schedule.id()).lastFiring()).contains(failed);
    assertThat(audit("schedule/" + schedule.id()))
        .first()
        .satisfies(entry -> {
          assertThat(entry.action()).isEqualTo("schedule.fail");
          assertThat(entry.actor()).isEqualTo("schedule:" + schedule.id());
          assertThat(entry.reason()).contains("no provider");
        });
    assertThatThrownBy(() -> server.schedules.trigger(schedule.id(), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));

    plugins.provider("main", ScriptedProvider.echo());
    goTo("2026-03-01T14:00:00Z");
    ended(awaitFirings(schedule.id(), 2).get(0));
  }

  @Test
  void refusesEverythingThatIsWrongTogetherAndStoresNothing() {
    NewSchedule wrong =
        new NewSchedule(
            " ",
            Optional.of("every night"),
            Optional.of("Europe/Berlim"),
            Optional.empty(),
            template("gret"),
            false,
            Overlap.SKIP,
            Misfire.ONCE,
            Duration.ofDays(-1),
            false);

    assertThatThrownBy(() -> server.schedules.create(wrong, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.INVALID);
              assertThat(e.problems())
                  .extracting(Problem::pointer)
                  .contains("/name", "/grace", "/zone", "/run/prompt");
            });
    assertThatThrownBy(() -> server.schedules.create(cron("every night"), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .satisfies(problem -> {
                      assertThat(problem.pointer()).isEqualTo("/cron");
                      assertThat(problem.message()).contains("30 2 * * *");
                    }));
    assertThatThrownBy(() -> server.schedules.create(cron("0 0 31 2 *"), ANNA))
        .hasMessageContaining("never comes");
    assertThatThrownBy(() -> server.schedules.create(every(Duration.ofSeconds(5)), ANNA))
        .hasMessageContaining("1 minute");
    assertThat(server.schedules.list(ScheduleStore.Filter.ALL, PageRequest.first(5)).items())
        .isEmpty();
    assertThat(audit("schedule")).isEmpty();
  }
}
