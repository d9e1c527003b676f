package dev.llmops.service.schedule;

import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.schedule.Nightly.cron;
import static dev.llmops.service.schedule.Nightly.every;
import static dev.llmops.service.schedule.Nightly.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.rig.ManualClock;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What origin.md tells of schedules that ignored their expression and never ran their first run.
 */
final class ScheduleTest {

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
  void theFirstRunRunsAtTheFirstTimeOfTheExpression() {
    Schedule schedule = server.schedules.create(cron("30 14 * * *"), ANNA);
    assertThat(schedule.nextAt()).contains(Instant.parse("2026-03-01T13:30:00Z"));

    goTo("2026-03-01T13:30:00Z");

    Firing firing = awaitFirings(schedule.id(), 1).get(0);
    Run run = ended(firing);
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.summary().orElseThrow().passed()).isEqualTo(3);
    assertThat(run.name()).isEqualTo("nightly");
    Schedule after = server.schedules.find(schedule.id());
    assertThat(after.lastRun()).contains(run.id());
    assertThat(after.lastFiring()).contains(firing);
    assertThat(after.nextAt()).contains(Instant.parse("2026-03-02T13:30:00Z"));
    assertThat(audit("run/" + run.id()))
        .filteredOn(entry -> entry.action().equals("run.create"))
        .extracting(AuditEntry::actor)
        .containsExactly("schedule:" + schedule.id());
  }

  @Test
  void theFirstRunStartsAtOnceWhereThatIsAskedFor() {
    Schedule schedule =
        server.schedules.create(with(cron("30 14 * * *"), true, Overlap.SKIP, Misfire.ONCE), ANNA);

    ended(awaitFirings(schedule.id(), 1).get(0));

    assertThat(server.schedules.find(schedule.id()).nextAt())
        .contains(Instant.parse("2026-03-01T13:30:00Z"));
  }

  @Test
  void anIntervalIsKeptThoughAFiringIsLate() {
    Schedule schedule = server.schedules.create(every(Duration.ofHours(6)), ANNA);

    goTo("2026-03-01T18:02:00Z");
    ended(awaitFirings(schedule.id(), 1).get(0));

    assertThat(server.schedules.find(schedule.id()).nextAt())
        .contains(Instant.parse("2026-03-02T00:00:00Z"));
  }

  @Test
  void aDailyTimeThatIsLeftOutInSpringRunsExactlyOnce() {
    goTo("2026-03-28T12:00:00Z");
    Schedule schedule = server.schedules.create(cron("30 2 * * *"), ANNA);

    goTo("2026-03-29T00:59:59Z");
    assertThat(firings(schedule.id())).isEmpty();
    goTo("2026-03-29T01:00:00Z");
    ended(awaitFirings(schedule.id(), 1).get(0));
    assertThat(server.schedules.find(schedule.id()).nextAt())
        .contains(Instant.parse("2026-03-30T00:30:00Z"));
    goTo("2026-03-30T00:30:00Z");
    ended(awaitFirings(schedule.id(), 2).get(0));

    assertThat(firings(schedule.id()))
        .extracting(firing -> firing.dueAt().toString())
        .containsExactly("2026-03-30T00:30:00Z", "2026-03-29T01:00:00Z");
  }

  @Test
  void aDailyTimeThatComesTwiceInAutumnRunsExactlyOnce() {
    goTo("2026-10-24T12:00:00Z");
    Schedule schedule = server.schedules.create(cron("30 2 * * *"), ANNA);

    goTo("2026-10-25T00:30:00Z");
    ended(awaitFirings(schedule.id(), 1).get(0));
    assertThat(server.schedules.find(schedule.id()).nextAt())
        .contains(Instant.parse("2026-10-26T01:30:00Z"));
    goTo("2026-10-25T01:30:00Z");
    goTo("2026-10-26T01:30:00Z");
    ended(awaitFirings(schedule.id(), 2).get(0));

    assertThat(firings(schedule.id())).hasSize(2);
  }

  @Test
  void survivesAKillAndMakesUpOnceForAllThatPassed() {
    Schedule schedule = server.schedules.create(cron("30 14 * * *"), ANNA);
    server.kill();
    clock.advance(Duration.ofDays(3));

    server = Server.started(database, plugins, clock);

    Firing firing = awaitFirings(schedule.id(), 1).get(0);
    assertThat(firing.cause()).isEqualTo(Cause.CATCH_UP);
    assertThat(firing.detail()).startsWith("3 times passed");
    ended(firing);
    assertThat(server.schedules.find(schedule.id()).nextAt())
        .contains(Instant.parse("2026-03-04T13:30:00Z"));
    assertThat(firings(schedule.id())).hasSize(1);
  }

  @Test
  void leavesOutWhatPassedWhereThatIsAskedFor() {
    Schedule schedule =
        server.schedules.create(with(cron("30 14 * * *"), false, Overlap.SKIP, Misfire.SKIP), ANNA);
    server.kill();
    clock.advance(Duration.ofDays(3));

    server = Server.started(database, plugins, clock);

    Firing firing = awaitFirings(schedule.id(), 1).get(0);
    assertThat(firing.outcome()).isEqualTo(Outcome.MISSED);
    assertThat(firing.detail()).startsWith("3 times passed");
    assertThat(runs()).isEmpty();
    goTo("2026-03-04T13:30:00Z");
    ended(awaitFirings(schedule.id(), 2).get(0));
  }

  private List<Run> runs() {
    return server.evaluator.list(RunStore.Filter.ALL, PageRequest.first(50)).items();
  }

  @Test
  void twoServersFireATimeOnce() {
    Schedule schedule = server.schedules.create(every(Duration.ofMinutes(10)), ANNA);
    try (Server other = new Server(database, plugins, clock, "server-2")) {
      other.worker.start();
      for (int i = 1; i <= 5; i++) {
        clock.advance(Duration.ofMinutes(10));
        server.worker.wake();
        other.worker.wake();
        ended(awaitFirings(schedule.id(), i).get(0));
      }
    }
    assertThat(firings(schedule.id())).hasSize(5);
    assertThat(runs()).hasSize(5);
  }

  @Test
  void runsDoNotOverlapUnlessAskedFor() {
    CountDownLatch release = new CountDownLatch(1);
    plugins.provider(
        "main",
        new ScriptedProvider(text -> {
          release.await();
          return ScriptedProvider.answer(text, 5);
        }));
    Schedule skipping = server.schedules.create(every(Duration.ofHours(1)), ANNA);
    Schedule allowing =
        server.schedules.create(
            with(every(Duration.ofHours(1)), false, Overlap.ALLOW, Misfire.ONCE), ANNA);

    goTo("2026-03-01T13:00:00Z");
    Firing first = awaitFirings(skipping.id(), 1).get(0);
    awaitFirings(allowing.id(), 1);
    goTo("2026-03-01T14:00:00Z");

    Firing second = awaitFirings(skipping.id(), 2).get(0);
    assertThat(second.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(second.detail()).contains(first.run().orElseThrow());
    assertThat(awaitFirings(allowing.id(), 2))
        .extracting(Firing::outcome)
        .containsOnly(Outcome.STARTED);
    assertThatThrownBy(() -> server.schedules.trigger(skipping.id(), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
    release.countDown();
    ended(first);
    goTo("2026-03-01T15:00:00Z");
    ended(awaitFirings(skipping.id(), 3).get(0));
  }

  private List<AuditEntry> audit(String resource) {
    AuditStore.Filter filter =
        new AuditStore.Filter(
            Optional.empty(), Optional.of(resource), Optional.empty(), Optional.empty());
    return server.audit.list(filter, PageRequest.first(50)).items();
  }
}
