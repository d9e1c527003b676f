package dev.llmops.service.evaluation;

import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunSummary;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.dataset.NewDataset;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.evaluation.NewRun.RequestedMetric;
import dev.llmops.service.rig.FlakyMetric;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.RunStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunPlannerTest {

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

  @Test
  void takesThePassBoundFromTheRequestThenTheMetricThenThePassMark() {
    server.dataset("questions", 4);
    plugins.metric("flaky", new FlakyMetric());
    NewRun base = request("questions", 4);

    Run byMark =
        server.run(withMetrics(base, RequestedMetric.of("flaky"), RequestedMetric.of("latency")));
    Run byRequest =
        server.run(withMetrics(base, new RequestedMetric("latency", PassBound.atMost(4))));

    assertThat(byMark.spec().metrics().get(0).bound()).isEqualTo(PassBound.atLeast(0.7));
    assertThat(byMark.spec().metrics().get(1).bound()).isEqualTo(PassBound.NONE);
    assertThat(summary(byMark).passed()).isEqualTo(3);
    assertThat(summary(byRequest).passed()).isZero();
    assertThat(summary(byRequest).scored()).isEqualTo(4);
  }

  private static NewRun withMetrics(NewRun base, RequestedMetric... metrics) {
    return new NewRun(
        base.name(),
        base.dataset(),
        base.version(),
        base.prompt(),
        base.provider(),
        base.model(),
        base.parameters(),
        List.of(metrics),
        base.concurrency(),
        base.start());
  }

  @Test
  void reportsEverythingThatIsWrongWithARequestTogether() {
    server.dataset("questions", 2);
    NewRun wrong =
        new NewRun(
            "x".repeat(201),
            "qestions",
            OptionalInt.empty(),
            new PromptReference("gret", "production"),
            "mian",
            Optional.empty(),
            Json.of("hot"),
            List.of(
                RequestedMetric.of("exact-macth"),
                RequestedMetric.of("latency"),
                RequestedMetric.of("latency"),
                new RequestedMetric("exact-match", PassBound.atLeast(70))),
            OptionalInt.of(0),
            true);

    assertThatThrownBy(() -> server.evaluator.start(wrong, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.INVALID);
              assertThat(e.problems())
                  .extracting(Problem::pointer)
                  .containsExactlyInAnyOrder(
                      "/name",
                      "/parameters",
                      "/dataset",
                      "/prompt",
                      "/provider",
                      "/metrics/0",
                      "/metrics/2",
                      "/metrics/3",
                      "/concurrency");
              assertThat(e.problems())
                  .extracting(Problem::message)
                  .anyMatch(text -> text.contains("did you mean \"questions\""))
                  .anyMatch(text -> text.contains("did you mean \"exact-match\""));
            });
    assertThat(server.evaluator.list(RunStore.Filter.ALL, PageRequest.first(5)).items()).isEmpty();
  }

  @Test
  void refusesARunWithoutMetricsOrOnADatasetWithoutSamples() {
    server.datasets.create(NewDataset.named("empty"), ANNA);

    assertThatThrownBy(() -> server.evaluator.start(request("empty", 1), ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::pointer)
                    .containsExactly("/dataset", "/metrics"));
  }
}
