package dev.llmops.service.alert;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.llmops.metrics.operational.Latency;
import dev.llmops.metrics.text.ExactMatch;
import dev.llmops.metrics.text.WhiteSpace;
import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.NewRun;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.storage.AlertStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RegressionTest {

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
    server.dataset("questions", 200);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  /** A run whose last answers are wrong, and whose first fail. */
  private Run run(int wrong, int failed) {
    plugins.provider(
        "main",
        new ScriptedProvider(text -> {
          int i = Integer.parseInt(text.substring(1));
          if (i < failed) {
            throw new ProviderException(ProviderException.Kind.UNAVAILABLE, "down");
          }
          return answer(i >= 200 - wrong ? "wrong" : text, 5);
        }));
    return runAndTell("questions", "exact-match");
  }

  private Run runAndTell(String dataset, String... metrics) {
    return tell(server.run(request(dataset, 16, metrics)));
  }

  private Run tell(Run run) {
    await().atMost(Duration.ofSeconds(10)).until(() -> server.told.contains(run.id()));
    return run;
  }

  private List<Alert> alerts() {
    // Thresholds and metrics are told of apart.
    return server.alerts.list(AlertStore.Filter.ALL, PageRequest.first(50)).items().stream()
        .filter(alert -> alert.type() == AlertType.REGRESSION && alert.metric().isEmpty())
        .toList();
  }

  @Test
  void warnsWhenThePassRateFellSignificantly() {
    Run baseline = run(0, 0);
    server.prompt("1.1.0", "{{input}}");
    Run worse = run(12, 0);

    assertThat(alerts())
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.type()).isEqualTo(AlertType.REGRESSION);
          assertThat(alert.severity()).isEqualTo(Severity.WARNING);
          assertThat(alert.source()).isEqualTo("run");
          assertThat(alert.sourceId()).isEqualTo(worse.id());
          assertThat(alert.threshold()).hasValue(0.05);
          assertThat(alert.actual()).hasValue(0.06);
          assertThat(alert.message())
              .startsWith(
                  "The pass rate of prompt greet on questions version 1 fell from 100.0 % with"
                      + " version 1.0.0 to 94.0 % with version 1.1.0, by 6.0 points (p = 0.0");
          assertThat(alert.details().get("baselineRun")).contains(Json.of(baseline.id()));
        });
  }

  @Test
  void aFallOfTenPointsIsCritical() {
    run(0, 0);
    run(20, 0);

    assertThat(alerts()).extracting(Alert::severity).containsExactly(Severity.CRITICAL);
  }

  @Test
  void smallAndInsignificantFallsAreNoAlerts() {
    run(0, 0);
    run(9, 0);
    server.dataset("few", 20);
    plugins.provider("main", ScriptedProvider.echo());
    runAndTell("few", "exact-match");
    plugins.provider(
        "main", new ScriptedProvider(text -> answer(text.equals("q1") ? "wrong" : text, 5)));
    runAndTell("few", "exact-match");

    assertThat(alerts()).isEmpty();
  }

  @Test
  void comparesWithTheLastComparableRunOnly() {
    run(100, 0);
    run(0, 0);
    // Another generation of the metric, and a run that scored too little: neither is a baseline.
    plugins.metric(
        "exact-match", "2.0.0", new ExactMatch(new ExactMatch.Config(true, WhiteSpace.TRIM)));
    run(20, 0);
    assertThat(alerts()).isEmpty();
    run(0, 20);
    run(18, 0);
    assertThat(alerts()).isEmpty();
    run(40, 0);
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> assertThat(alert.message()).contains("from 91.0 %").contains("to 80.0 %"));
  }

  @Test
  void otherMetricsMakeRunsIncomparable() {
    run(0, 0);
    plugins.metric("second-latency", new Latency());
    plugins.provider("main", new ScriptedProvider(text -> answer("wrong", 5)));
    runAndTell("questions", "exact-match", "second-latency");

    assertThat(alerts()).isEmpty();
  }

  private static ScriptedProvider wrong() {
    return new ScriptedProvider(text -> answer("wrong", 5));
  }

  @Test
  void anotherConfigurationOfTheProviderMakesRunsIncomparable() {
    run(0, 0);
    plugins.configuredProvider("main", "with another model", wrong());
    runAndTell("questions", "exact-match");

    assertThat(alerts()).isEmpty();
  }

  @Test
  void otherParametersMakeRunsIncomparable() {
    run(0, 0);
    plugins.provider("main", wrong());
    NewRun same = request("questions", 16, "exact-match");
    tell(
        server.run(
            new NewRun(
                same.name(),
                same.dataset(),
                same.version(),
                same.prompt(),
                same.provider(),
                same.model(),
                Json.object(Map.of("temperature", Json.of(1))),
                same.metrics(),
                same.concurrency(),
                true)));
    assertThat(alerts()).isEmpty();
    runAndTell("questions", "exact-match");

    assertThat(alerts()).hasSize(1);
  }

  @Test
  void aRunEndsThoughTheTestToCheckItWithIsMissing() {
    run(0, 0);
    plugins.removeTest("mcnemar");
    run(100, 0);

    assertThat(alerts()).isEmpty();
  }

  @Test
  void toldTwiceItAlertsOnce() {
    run(0, 0);
    Run worse = run(30, 0);
    assertThat(alerts()).hasSize(1);

    server.watch.completed(worse);

    assertThat(alerts()).hasSize(1);
  }

  @Test
  void theFirstAcknowledgementIsKept() {
    run(0, 0);
    run(30, 0);
    String id = alerts().get(0).id();

    Alert first = server.alerts.acknowledge(id, ANNA, "looking into it");
    Alert second = server.alerts.acknowledge(id, new Actor("bert"), "me too");

    assertThat(second).isEqualTo(first);
    assertThat(first.acknowledgement().orElseThrow().by()).isEqualTo("anna");
    assertThat(server.alerts.find(id)).isEqualTo(first);
    assertThatThrownBy(() -> server.alerts.acknowledge("nope", ANNA, ""))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
  }
}
