package dev.llmops.service.alert;

import static dev.llmops.service.rig.Server.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertState;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.Run;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class RunCheckTest extends WatchedRuns {

  RunCheckTest() {
    super(Thresholds.DEFAULTS);
  }

  @Test
  void aPassRateBelowItsThresholdAlertsUntilItIsAboveAgain() {
    run(15, 5);
    assertThat(alerts(AlertType.THRESHOLD, "pass-rate")).isEmpty();

    Run below = run(16, 5);
    assertThat(alerts(AlertType.THRESHOLD, "pass-rate"))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.sourceId()).isEqualTo(below.id());
          assertThat(alert.severity()).isEqualTo(Severity.WARNING);
          assertThat(alert.threshold()).hasValue(0.85);
          assertThat(alert.actual()).hasValue(0.84);
        });

    run(0, 5);
    assertThat(alerts(AlertType.THRESHOLD, "pass-rate"))
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

    assertThat(alerts(AlertType.THRESHOLD, "latency-p99"))
        .singleElement()
        .satisfies(alert -> assertThat(alert.threshold()).hasValue(5_000));
  }

  @Test
  void aRegressionHoldsUntilTheBaselineIsReachedAgain() {
    run(0, 5);
    run(15, 5);
    // As bad as the last run, but not as good as what it fell from.
    run(15, 5);
    assertThat(alerts(AlertType.REGRESSION, "pass-rate"))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.state()).isEqualTo(AlertState.OPEN);
          assertThat(alert.occurrences()).isEqualTo(2);
        });

    run(1, 5);
    assertThat(alerts(AlertType.REGRESSION, "pass-rate"))
        .extracting(Alert::state)
        .containsExactly(AlertState.RESOLVED);
  }

  @Test
  void aRunUnlikeTenBeforeItIsAnAnomaly() {
    for (int i = 0; i < 9; i++) {
      run(0, 5);
    }
    run(10, 5);
    assertThat(alerts(AlertType.ANOMALY, "pass-rate")).isEmpty();
    run(10, 5);

    assertThat(alerts(AlertType.ANOMALY, "pass-rate"))
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
    assertThat(alerts(AlertType.THRESHOLD, "pass-rate")).isEmpty();
    run(60, 5);

    assertThat(alerts(AlertType.THRESHOLD, "pass-rate"))
        .extracting(Alert::severity)
        .containsExactly(Severity.CRITICAL);
  }
}
