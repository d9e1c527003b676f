package dev.llmops.service.evaluation;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.storage.AuditStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunRecoveryTest {

  private static final int SAMPLES = 1_200;

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private final CountDownLatch released = new CountDownLatch(1);
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    server = Server.started(database, plugins, CLOCK);
    server.prompt("1.0.0", "{{input}}");
    server.dataset("questions", SAMPLES);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  /** Answers the first 700 samples and then hangs until released. */
  private final ScriptedProvider provider =
      new ScriptedProvider(text -> {
        if (Integer.parseInt(text.substring(1)) >= 700) {
          released.await();
        }
        return answer(text, 5);
      });

  private long stored(String run) {
    return database.read(stores ->
        stores.runs().countResults(run).values().stream().mapToLong(Long::longValue).sum());
  }

  private Run startAndStall() {
    plugins.provider("main", provider);
    Run run = server.evaluator.start(request("questions", 16, "exact-match"), ANNA);
    await().atMost(Duration.ofSeconds(20)).until(() -> stored(run.id()) == 700);
    return run;
  }

  @Test
  void goesOnAfterAKillWithoutAskingTheModelAgain() {
    Run run = startAndStall();
    server.kill();
    assertThat(stored(run.id())).isEqualTo(700);
    assertThat(database.read(stores -> stores.runs().find(run.id())).orElseThrow().status())
        .isEqualTo(RunStatus.RUNNING);

    ScriptedProvider second = ScriptedProvider.echo();
    plugins.provider("main", second);
    server = Server.started(database, plugins, CLOCK);
    Run ended = server.awaitEnd(run.id());

    assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(ended.summary().orElseThrow().passed()).isEqualTo(SAMPLES);
    assertThat(ended.summary().orElseThrow().inputTokens()).isEqualTo(10L * SAMPLES);
    assertThat(second.calls()).isEqualTo(SAMPLES - 700);
    assertThat(second.callsByPrompt()).doesNotContainKey("q699").containsKey("q700");
  }

  @Test
  void aServerThatStopsLeavesTheRunForTheNext() {
    Run run = startAndStall();
    server.close();
    assertThat(server.evaluator.find(run.id()).status()).isEqualTo(RunStatus.RUNNING);
    assertThat(server.evaluator.progress(run.id()).passed()).isEqualTo(700);

    plugins.provider("main", ScriptedProvider.echo());
    server = Server.started(database, plugins, CLOCK);

    assertThat(server.awaitEnd(run.id()).summary().orElseThrow().passed()).isEqualTo(SAMPLES);
  }

  @Test
  void showsProgressWhileItWorks() {
    Run run = startAndStall();

    RunProgress progress = server.evaluator.progress(run.id());

    assertThat(progress.status()).isEqualTo(RunStatus.RUNNING);
    assertThat(progress.total()).isEqualTo(SAMPLES);
    assertThat(progress.done()).isEqualTo(700);
  }

  /** Keeps what it is told. */
  private static final class Follower implements RunWatch.Listener {

    private final List<RunProgress> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public void moved(RunProgress progress) {
      told.add(progress);
    }

    @Override
    public void ended() {
      ended.countDown();
    }
  }

  @Test
  void tellsThoseWhoFollowUntilItHasEnded() throws Exception {
    Run run = startAndStall();
    Follower first = new Follower();
    Follower second = new Follower();
    Follower left = new Follower();
    server.evaluator.follow(run.id(), first);
    server.evaluator.follow(run.id(), left).run();
    await().atMost(Duration.ofSeconds(5)).until(() -> !first.told.isEmpty());
    assertThat(first.told).extracting(RunProgress::done).containsExactly(700L);
    server.evaluator.follow(run.id(), second);

    released.countDown();

    assertThat(first.ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.told.getLast())
        .isEqualTo(new RunProgress(RunStatus.COMPLETED, SAMPLES, SAMPLES, 0, 0, 0, true))
        .isEqualTo(first.told.getLast());
    assertThat(left.ended.getCount()).isEqualTo(1);
    assertThatThrownBy(() -> server.evaluator.follow("nothing", first))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void cancellingStopsPromptlyAndKeepsWhatWasFound() {
    Run run = startAndStall();

    Run cancelled = server.evaluator.cancel(run.id(), ANNA);

    assertThat(cancelled.status()).isEqualTo(RunStatus.CANCELLED);
    RunSummary summary = cancelled.summary().orElseThrow();
    assertThat(summary.passed()).isEqualTo(700);
    assertThat(summary.skipped()).isEqualTo(SAMPLES - 700);
    await().atMost(Duration.ofSeconds(5)).until(() -> provider.inFlight() == 0);
    assertThat(server.evaluator.cancel(run.id(), ANNA)).isEqualTo(server.evaluator.find(run.id()));
    assertThat(server.evaluator.results(run.id(), Set.of(), PageRequest.first(500)).nextCursor())
        .isPresent();
  }

  @Test
  void aCancelledRunWhoseServerDiesAtOnceGetsItsSummaryFromTheNext() {
    Run run = startAndStall();
    server.kill();
    server = new Server(database, plugins, CLOCK);
    Run cancelled = new RunJournal(database, server.audit, CLOCK).cancel(run.id(), ANNA);
    assertThat(cancelled.summary()).isEmpty();

    server.worker.start();

    assertThat(server.awaitEnd(run.id()).summary().orElseThrow().passed()).isEqualTo(700);
  }

  @Test
  void aRunThatAnotherServerCancelsGetsNoMoreResults() {
    Run run = startAndStall();
    new RunJournal(database, server.audit, CLOCK).cancel(run.id(), ANNA);

    released.countDown();
    Run ended = server.awaitEnd(run.id());

    assertThat(ended.status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(ended.summary().orElseThrow().passed()).isEqualTo(700);
    assertThat(stored(run.id())).isEqualTo(700);
    await().atMost(Duration.ofSeconds(5)).until(() -> provider.inFlight() == 0);
  }

  @Test
  void aCancelledRunGoesOnWhereItsResultsEnd() {
    Run run = startAndStall();
    server.evaluator.cancel(run.id(), ANNA);
    ScriptedProvider second = ScriptedProvider.echo();
    plugins.provider("main", second);

    await()
        .ignoreExceptionsInstanceOf(ServiceException.class)
        .until(() -> server.evaluator.resume(run.id(), ANNA).status() == RunStatus.PENDING);
    Run ended = server.awaitEnd(run.id());

    assertThat(ended.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(ended.summary().orElseThrow().passed()).isEqualTo(SAMPLES);
    assertThat(second.calls()).isEqualTo(SAMPLES - 700);
    assertThat(ended.worked()).isPositive();
    assertThatThrownBy(() -> server.evaluator.resume(run.id(), ANNA))
        .hasMessageContaining("completed");
  }

  @Test
  void onlyFailedSamplesAreRetriedAndTheirFailuresAreKeptInTheAudit() {
    plugins.provider(
        "main",
        new ScriptedProvider(text -> {
          if (text.endsWith("7")) {
            throw new ProviderException(ProviderException.Kind.INVALID_REQUEST, "no sevens");
          }
          return answer(text, 5);
        }));
    Run run = server.run(request("questions", 16, "exact-match"));
    assertThat(run.summary().orElseThrow().failed()).isEqualTo(120);
    ScriptedProvider second = ScriptedProvider.echo();
    plugins.provider("main", second);

    await()
        .ignoreExceptionsInstanceOf(ServiceException.class)
        .until(() -> server.evaluator.retryErrors(run.id(), ANNA).status() == RunStatus.PENDING);
    Run ended = server.awaitEnd(run.id());

    assertThat(second.calls()).isEqualTo(120);
    assertThat(ended.summary().orElseThrow().passed()).isEqualTo(SAMPLES);
    assertThat(ended.summary().orElseThrow().failureReasons()).isEmpty();
    String before =
        database
            .read(stores ->
                stores.audit().list(AuditStore.Filter.ALL, PageRequest.first(100)).items().stream()
                    .filter(entry -> entry.action().equals("run.retry-errors"))
                    .findFirst())
            .orElseThrow()
            .before()
            .toString();
    assertThat(before).contains("provider:invalid_request", "sample-8", "sample-1198");
    assertThatThrownBy(() -> server.evaluator.retryErrors(run.id(), ANNA))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void aRunIsDeletedOnceItHasEnded() {
    Run run = startAndStall();
    assertThatThrownBy(() -> server.evaluator.delete(run.id(), Optional.empty(), ANNA))
        .hasMessageContaining("cancel it");
    Run cancelled = server.evaluator.cancel(run.id(), ANNA);
    assertThatThrownBy(() -> server.evaluator.delete(run.id(), Optional.of(1L), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STALE));

    server.evaluator.delete(run.id(), Optional.of(cancelled.revision()), ANNA);

    assertThatThrownBy(() -> server.evaluator.find(run.id())).isInstanceOf(ServiceException.class);
    assertThat(stored(run.id())).isZero();
  }

  private static NewRun within(RunLimits limits, String... metrics) {
    NewRun asked = request("questions", 16, metrics);
    return new NewRun(
        asked.name(),
        asked.dataset(),
        asked.version(),
        asked.prompt(),
        asked.provider(),
        asked.model(),
        asked.parameters(),
        asked.metrics(),
        asked.concurrency(),
        new NewRun.Notes("nightly", Json.object(Map.of("team", Json.of("search")))),
        limits,
        true);
  }

  private static RunLimits timeout(Duration timeout) {
    return new RunLimits(Optional.of(timeout), Optional.empty());
  }

  @Test
  void theTimeDuringWhichNoServerWasAtARunCountsAsTimeThatItTakes() {
    plugins.provider("main", provider);
    Run run = server.evaluator.start(within(timeout(Duration.ofHours(1)), "exact-match"), ANNA);
    await().atMost(Duration.ofSeconds(20)).until(() -> stored(run.id()) == 700);
    server.kill();

    plugins.provider("main", ScriptedProvider.echo());
    server = Server.started(database, plugins, Clock.offset(CLOCK, Duration.ofHours(2)));
    Run ended = server.awaitEnd(run.id());

    assertThat(ended.failure().orElseThrow()).contains("timeout of PT1H");
    assertThat(ended.summary().orElseThrow().passed()).isEqualTo(700);
  }

  /** Notes how much time it is given. */
  private record Timed(List<Duration> given) implements EvaluationMetric {

    @Override
    public MetricDescriptor descriptor() {
      return MetricDescriptor.unitQuality().build();
    }

    @Override
    public MetricResult score(ScoredSample sample, CallContext call) {
      given.add(call.remaining());
      return MetricResult.score(1);
    }
  }

  @Test
  void theTimeForASampleHoldsForJudgesToo() {
    List<Duration> given = new CopyOnWriteArrayList<>();
    plugins.provider("main", ScriptedProvider.echo());
    plugins.waitingMetric("judge", Duration.ofMinutes(1), new Timed(given));
    plugins.metric("computed", new Timed(given));
    RunLimits limits = new RunLimits(Optional.empty(), Optional.of(Duration.ofSeconds(2)));

    server.run(within(limits, "judge", "computed"));

    assertThat(given).hasSize(2 * SAMPLES);
    assertThat(Collections.max(given)).isLessThanOrEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aRunThatTakesTooLongFailsAndKeepsWhatItFound() {
    plugins.provider("main", provider);
    Run run = server.run(within(timeout(Duration.ofSeconds(4)), "exact-match"));

    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.failure().orElseThrow()).contains("timeout of PT4S");
    assertThat(run.summary().orElseThrow().passed()).isEqualTo(700);
    assertThat(run.description()).isEqualTo("nightly");
    assertThat(server.evaluator.find(run.id()).metadata().get("team")).contains(Json.of("search"));
  }

  @Test
  void aProviderThatIsAskedTooOftenIsLeftAloneForAsLongAsItSays() {
    AtomicInteger refusals = new AtomicInteger();
    ScriptedProvider limited =
        new ScriptedProvider(text -> {
          if (refusals.getAndIncrement() < 3) {
            throw new ProviderException(
                ProviderException.Kind.RATE_LIMIT,
                "slow down",
                Optional.of(Duration.ofMillis(300)),
                null);
          }
          return answer(text, 5);
        });
    plugins.provider("main", limited);
    long begin = System.nanoTime();

    Run run = server.run(request("questions", 4, "exact-match"));

    assertThat(run.summary().orElseThrow().passed()).isEqualTo(SAMPLES);
    assertThat(limited.calls()).isEqualTo(SAMPLES + 3);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(300));
  }

  @Test
  void aProviderThatWantsALongRestFailsTheRunWhichIsResumedLater() {
    AtomicInteger calls = new AtomicInteger();
    AtomicBoolean resting = new AtomicBoolean(true);
    plugins.provider(
        "main",
        new ScriptedProvider(text -> {
          if (calls.incrementAndGet() > 100 && resting.get()) {
            throw new ProviderException(
                ProviderException.Kind.RATE_LIMIT,
                "that was all for this hour",
                Optional.of(Duration.ofHours(1)),
                null);
          }
          return answer(text, 5);
        }));

    Run failed = server.run(request("questions", 4, "exact-match"));

    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failed.failure().orElseThrow()).contains("\"main\"", "3600 s", "resume");
    RunSummary summary = failed.summary().orElseThrow();
    assertThat(summary.failed()).isZero();
    assertThat(summary.passed()).isBetween(90L, 100L);

    resting.set(false);
    calls.set(0);
    await()
        .ignoreExceptionsInstanceOf(ServiceException.class)
        .until(() -> server.evaluator.resume(failed.id(), ANNA).status() == RunStatus.PENDING);
    Run resumed = server.awaitEnd(failed.id());

    assertThat(resumed.summary().orElseThrow().passed()).isEqualTo(SAMPLES);
    assertThat(calls.longValue()).isEqualTo(SAMPLES - summary.passed());
  }

  @Test
  void anEndedRunCannotBeCancelled() {
    plugins.provider("main", ScriptedProvider.echo());
    Run run = server.run(request("questions", 16, "exact-match"));

    assertThatThrownBy(() -> server.evaluator.cancel(run.id(), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
  }
}
