package dev.llmops.service.alert;

import static dev.llmops.service.rig.ScriptedProvider.answer;
import static dev.llmops.service.rig.Server.ANNA;
import static dev.llmops.service.rig.Server.CLOCK;
import static dev.llmops.service.rig.Server.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertState;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.rig.ScriptedProvider;
import dev.llmops.service.rig.Server;
import dev.llmops.service.rig.TestPlugins;
import dev.llmops.service.rig.TestStorage;
import dev.llmops.spi.storage.AlertStore;
import dev.llmops.storage.sqlite.SqliteStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunCheckTest {

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
    server.dataset("questions", 100);
  }

  @AfterEach
  void close() {
    server.close();
    database.close();
  }

  /** A run whose first answers are wrong, every one after so many milliseconds. */
  private Run run(int wrong, long millis) {
    plugins.provider(
        "main",
        new ScriptedProvider(
            text -> answer(Integer.parseInt(text.substring(1)) < wrong ? "wrong" : text, millis)));
    Run run = server.run(request("questions", 16, "exact-match"));
    await().atMost(Duration.ofSeconds(10)).until(() -> server.told.contains(run.id()));
    return run;
  }

  private List<Alert> alerts(AlertType type, Optional<String> metric) {
    return server.alerts.list(AlertStore.Filter.ALL, PageRequest.first(50)).items().stream()
        .filter(alert -> alert.type() == type && alert.metric().equals(metric))
        .toList();
  }

  private List<Alert> ofThePassRate(AlertType type) {
    return alerts(type, Optional.empty());
  }

  @Test
  void aPassRateBelowItsThresholdAlertsUntilItIsAboveAgain() {
    run(15, 5);
    assertThat(ofThePassRate(AlertType.THRESHOLD)).isEmpty();

    Run below = run(16, 5);
    assertThat(ofThePassRate(AlertType.THRESHOLD))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.sourceId()).isEqualTo(below.id());
          assertThat(alert.severity()).isEqualTo(Severity.WARNING);
          assertThat(alert.threshold()).hasValue(0.85);
          assertThat(alert.actual()).hasValue(0.84);
        });

    run(0, 5);
    assertThat(ofThePassRate(AlertType.THRESHOLD))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.state()).isEqualTo(AlertState.RESOLVED);
          assertThat(alert.resolution().orElseThrow().comment()).contains("100.0 %");
        });
  }

  @Test
  void aLatencyAboveItsThresholdAlerts() {
    run(0, 5_000);
    run(0, 5_001);

    assertThat(alerts(AlertType.THRESHOLD, Optional.of("latency-p99")))
        .singleElement()
        .satisfies(alert -> assertThat(alert.threshold()).hasValue(5_000));
  }

  @Test
  void aRegressionHoldsUntilTheBaselineIsReachedAgain() {
    run(0, 5);
    run(15, 5);
    // As bad as the last run, but not as good as what it fell from.
    run(15, 5);
    assertThat(ofThePassRate(AlertType.REGRESSION))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.state()).isEqualTo(AlertState.OPEN);
          assertThat(alert.occurrences()).isEqualTo(2);
        });

    run(1, 5);
    assertThat(ofThePassRate(AlertType.REGRESSION))
        .extracting(Alert::state)
        .containsExactly(AlertState.RESOLVED);
  }

  @Test
  void aRunUnlikeTenBeforeItIsAnAnomaly() {
    for (int i = 0; i < 9; i++) {
      run(0, 5);
    }
    run(10, 5);
    assertThat(ofThePassRate(AlertType.ANOMALY)).isEmpty();
    run(10, 5);

    assertThat(ofThePassRate(AlertType.ANOMALY))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.severity()).isEqualTo(Severity.WARNING);
          assertThat(alert.threshold()).hasValue(5);
        });
  }

  @Test
  void aMonitorTakesThePlaceOfTheBuiltInCondition() {
    server.monitors.create(
        new MonitorDraft(
            AlertType.THRESHOLD,
            "pass-rate",
            OptionalDouble.of(0.5),
            Optional.empty(),
            OptionalInt.empty(),
            Severity.CRITICAL,
            Optional.of("greet"),
            Optional.empty(),
            Optional.empty(),
            true),
        ANNA);
    run(40, 5);
    assertThat(ofThePassRate(AlertType.THRESHOLD)).isEmpty();
    run(60, 5);

    assertThat(ofThePassRate(AlertType.THRESHOLD))
        .extracting(Alert::severity)
        .containsExactly(Severity.CRITICAL);
  }
}
