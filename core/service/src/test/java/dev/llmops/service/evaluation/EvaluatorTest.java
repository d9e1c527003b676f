package dev.llmops.service.evaluation;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.metrics.operational.Latency;
import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.evaluation.RunSummary.MetricSummary;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.dataset.NewDataset;
import dev.llmops.service.rig.FlakyMetric;
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
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvaluatorTest {

  @TempDir Path folder;
  private final TestPlugins plugins = new TestPlugins();
  private SqliteStorage database;
  private Server server;

  @BeforeEach
  void open() {
    database = TestStorage.open(folder);
    plugins.provider("main", ScriptedProvider.echo());
    server = Server.started(database, plugins, CLOCK);
    server.prompt("1.0.0", "{{input}}");
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  private static RunSummary summary(Run run) {
    return run.summary().orElseThrow();
  }

  private List<SampleResult> results(Run run, SampleOutcome... outcomes) {
    return server.evaluator.results(run.id(), Set.of(outcomes), PageRequest.first(500)).items();
  }

  @Test
  void scoresEverySampleAndSumsUp() {
    server.dataset("questions", 130);

    Run run = server.run(request("questions", 8, "exact-match", "latency"));

    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(run.spec().promptVersion()).isEqualTo("1.0.0");
    assertThat(run.spec().datasetVersion()).isEqualTo(1);
    assertThat(run.startedAt()).isPresent();
    assertThat(run.endedAt()).isPresent();
    RunSummary summary = summary(run);
    assertThat(summary.total()).isEqualTo(130);
    assertThat(summary.passed()).isEqualTo(130);
    assertThat(summary.passRate()).hasValue(1);
    assertThat(summary.inputTokens()).isEqualTo(1_300);
    assertThat(summary.outputTokens()).isEqualTo(260);
    assertThat(summary.metrics())
        .extracting(MetricSummary::metric)
        .containsExactly("exact-match", "latency");
    assertThat(results(run))
        .hasSize(130)
        .isSortedAccordingTo((a, b) -> Long.compare(a.position(), b.position()));
    assertThat(server.evaluator.progress(run.id()).done()).isEqualTo(130);
  }

  @Test
  void reportsExactNearestRankPercentilesAndMoments() {
    server.dataset("questions", 100);
    plugins.provider(
        "main",
        new ScriptedProvider(text -> answer(text, Integer.parseInt(text.substring(1)) + 1)));

    RunSummary summary = summary(server.run(request("questions", 8, "latency")));

    assertThat(summary.latencyMillis().p50()).hasValue(50);
    assertThat(summary.latencyMillis().p90()).hasValue(90);
    assertThat(summary.latencyMillis().p99()).hasValue(99);
    MetricSummary latency = summary.metrics().get(0);
    assertThat(latency.mean().getAsDouble()).isCloseTo(50.5, within(1e-9));
    assertThat(latency.standardDeviation().getAsDouble())
        .isCloseTo(29.011491975882016, within(1e-9));
    assertThat(latency.min()).hasValue(1);
    assertThat(latency.max()).hasValue(100);
  }

  @Test
  void aProviderFailureIsNeverAScore() {
    server.dataset("questions", 20);
    ScriptedProvider provider =
        new ScriptedProvider(text -> {
          if (text.equals("q3") || text.equals("q4")) {
            throw new ProviderException(
                ProviderException.Kind.RATE_LIMIT,
                "slow down",
                Optional.of(Duration.ofMillis(1)),
                null);
          }
          return answer(text.equals("q5") ? "wrong" : text, 5);
        });
    plugins.provider("main", provider);

    Run run = server.run(request("questions", 4, "exact-match"));

    assertThat(provider.callsByPrompt())
        .containsEntry("q3", ProviderGate.ATTEMPTS)
        .containsEntry("q5", 1);

    RunSummary summary = summary(run);
    assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(summary.scored()).isEqualTo(18);
    assertThat(summary.passed()).isEqualTo(17);
    assertThat(summary.failed()).isEqualTo(2);
    assertThat(summary.passRate().getAsDouble()).isCloseTo(17 / 18.0, within(1e-12));
    assertThat(summary.failureReasons()).isEqualTo(Map.of("provider:rate_limit", 2L));
    assertThat(summary.metrics().get(0).count()).isEqualTo(18);
    assertThat(results(run, SampleOutcome.FAILED))
        .allSatisfy(result -> {
          assertThat(result.scores()).isEmpty();
          assertThat(result.answer()).isEmpty();
          assertThat(result.failure().orElseThrow().message()).isEqualTo("slow down");
        });
    assertThat(results(run, SampleOutcome.NOT_PASSED))
        .extracting(SampleResult::sampleId)
        .containsExactly("sample-6");
  }

  @Test
  void aMetricFailureIsNeverAScoreAndTheAnswerIsKept() {
    server.dataset("questions", 10);
    plugins.metric("flaky", new FlakyMetric());

    Run run = server.run(request("questions", 4, "exact-match", "flaky"));

    assertThat(summary(run).failureReasons()).isEqualTo(Map.of("metric:flaky", 1L));
    assertThat(summary(run).scored()).isEqualTo(9);
    assertThat(summary(run).metrics().get(0).count()).isEqualTo(9);
    SampleResult failed = results(run, SampleOutcome.FAILED).get(0);
    assertThat(failed.answer()).contains("q2");
    assertThat(failed.scores()).isEmpty();
    assertThat(summary(run).inputTokens()).isEqualTo(100);
  }

  @Test
  void aRunInWhichEverythingFailsHasFailed() {
    server.dataset("questions", 10);
    plugins.provider(
        "main",
        new ScriptedProvider(text -> {
          throw new ProviderException(ProviderException.Kind.AUTHENTICATION, "wrong key");
        }));

    Run run = server.run(request("questions", 4, "exact-match"));

    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.failure().orElseThrow()).contains("provider:authentication (10 times)");
    assertThat(summary(run).passRate()).isEmpty();
    assertThat(summary(run).latencyMillis().p50()).isEmpty();
  }

  @Test
  void aPromptThatCannotBeRenderedFailsTheSample() {
    server.datasets.create(NewDataset.named("mixed"), ANNA);
    server.upload(
        "mixed",
        List.of(
            Json.object(Map.of("input", Json.of("a"), "expected", Json.of("a"))),
            Json.object(Map.of("input", Json.EMPTY_OBJECT))));

    Run run = server.run(request("mixed", 4, "exact-match"));

    assertThat(summary(run).passed()).isEqualTo(1);
    SampleResult failed = results(run, SampleOutcome.FAILED).get(0);
    assertThat(failed.failure().orElseThrow().code()).startsWith("prompt:LLM-PRM-");
    assertThat(failed.failure().orElseThrow().message()).contains("input");
  }

  @Test
  void aSampleToWhichNoMetricAppliesIsSkipped() {
    server.datasets.create(NewDataset.named("open"), ANNA);
    server.upload(
        "open",
        List.of(
            Json.object(Map.of("input", Json.of("a"), "expected", Json.of("a"))),
            Json.object(Map.of("input", Json.of("b")))));

    Run run = server.run(request("open", 4, "exact-match"));

    assertThat(summary(run).scored()).isEqualTo(1);
    assertThat(summary(run).skipped()).isEqualTo(1);
    assertThat(summary(run).metrics().get(0).notApplicable()).isEqualTo(1);
  }

  private void openQuestions(String... inputs) {
    server.datasets.create(NewDataset.named("open"), ANNA);
    server.upload(
        "open",
        List.of(inputs).stream()
            .map(input -> Json.object(Map.of("input", Json.of(input))))
            .toList());
  }

  private static NewRun.RequestedMetric bounded(String metric, double max) {
    return new NewRun.RequestedMetric(
        metric, new PassBound(OptionalDouble.empty(), OptionalDouble.of(max)));
  }

  @Test
  void aSampleIsNotPassedOnTheWordOfOtherMetricsThanTheOneThatDidNotApply() {
    openQuestions("a", "b");

    Run run = server.run(request("open", 4, "exact-match", "latency"));

    assertThat(results(run))
        .extracting(SampleResult::outcome)
        .containsExactly(SampleOutcome.SKIPPED, SampleOutcome.SKIPPED);
    assertThat(summary(run).scored()).isZero();
    assertThat(summary(run).skipped()).isEqualTo(2);
    assertThat(summary(run).passRate()).isEmpty();
    assertThat(summary(run).metrics().get(1).count()).isEqualTo(2);
  }

  @Test
  void aFailedBoundDecidesThoughAnotherMetricDidNotApply() {
    openQuestions("slow", "fast");
    plugins.provider(
        "main", new ScriptedProvider(text -> answer(text, text.equals("slow") ? 900 : 5)));

    Run run =
        server.run(
            withMetrics(
                request("open", 4),
                List.of(NewRun.RequestedMetric.of("exact-match"), bounded("latency", 100))));

    assertThat(results(run))
        .extracting(SampleResult::outcome)
        .containsExactly(SampleOutcome.NOT_PASSED, SampleOutcome.SKIPPED);
    assertThat(summary(run).passRate()).hasValue(0);
  }

  @Test
  void aMetricWithoutABoundDoesNotHaveToApply() {
    openQuestions("a", "b");
    plugins.metric("note", new UnboundedNote());

    Run run =
        server.run(
            withMetrics(
                request("open", 4),
                List.of(NewRun.RequestedMetric.of("note"), bounded("latency", 100))));

    assertThat(summary(run).passed()).isEqualTo(2);
    assertThat(summary(run).metrics().get(0).notApplicable()).isEqualTo(2);
  }

  private static NewRun withMetrics(NewRun base, List<NewRun.RequestedMetric> metrics) {
    return new NewRun(
        base.name(),
        base.dataset(),
        base.version(),
        base.prompt(),
        base.provider(),
        base.model(),
        base.parameters(),
        metrics,
        base.concurrency(),
        base.start());
  }

  /** Applies to nothing, and has no bound to pass. */
  private static final class UnboundedNote implements EvaluationMetric {

    @Override
    public MetricDescriptor descriptor() {
      return new Latency().descriptor();
    }

    @Override
    public MetricResult score(ScoredSample sample, CallContext call) {
      return MetricResult.notApplicable("nothing to note");
    }
  }

  @Test
  void keepsEverySlotBusyAndNoMore() {
    // Nobody is answered before fifty ask at once.
    CyclicBarrier fifty = new CyclicBarrier(50);
    ScriptedProvider slow =
        new ScriptedProvider(text -> {
          try {
            fifty.await();
          } catch (BrokenBarrierException e) {
            throw new AssertionError(e);
          }
          return answer(text, 50);
        });
    plugins.provider("main", slow);
    server.dataset("questions", 1_000);

    Run run = server.run(request("questions", 50, "exact-match", "latency"));

    assertThat(slow.mostInFlight()).isEqualTo(50);
    assertThat(summary(run).passed()).isEqualTo(1_000);
  }

  @Test
  void scoresNoMoreSamplesAtATimeThanThePluginHostComputes() {
    int places = 2 * Runtime.getRuntime().availableProcessors();
    CrowdedMetric crowded = new CrowdedMetric(places);
    plugins.metric("crowded", crowded);
    server.dataset("questions", 40 * places);

    // Two runs, for the places are those of the server.
    Run first = server.evaluator.start(request("questions", 64, "crowded"), ANNA);
    Run second = server.evaluator.start(request("questions", 64, "crowded"), ANNA);

    assertThat(summary(server.awaitEnd(first.id())).passed()).isEqualTo(40L * places);
    assertThat(summary(server.awaitEnd(second.id())).passed()).isEqualTo(40L * places);
    assertThat(crowded.most.get()).isEqualTo(places);
  }

  /** Scores nobody before every place is taken. */
  private static final class CrowdedMetric implements EvaluationMetric {

    private final CyclicBarrier all;
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    CrowdedMetric(int places) {
      all = new CyclicBarrier(places);
    }

    @Override
    public MetricDescriptor descriptor() {
      return MetricDescriptor.unitQuality().build();
    }

    @Override
    public MetricResult score(ScoredSample sample, CallContext call) throws InterruptedException {
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      try {
        all.await(20, TimeUnit.SECONDS);
      } catch (BrokenBarrierException | TimeoutException e) {
        throw new AssertionError(e);
      } finally {
        inside.decrementAndGet();
      }
      return MetricResult.score(1);
    }
  }
}
