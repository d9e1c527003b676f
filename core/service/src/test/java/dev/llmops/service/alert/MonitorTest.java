package dev.llmops.service.alert;

import static dev.llmops.service.rig.Server.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertState;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.ServiceException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Limits, baselines and measures that are set, for all or by a monitor. */
final class MonitorTest extends WatchedRuns {

  private static final Thresholds LIMITS =
      new Thresholds(0.5, Duration.ofSeconds(60), 0.05, 1.5, 0.1, 5, Map.of("exact-match", 0.9));

  MonitorTest() {
    super(LIMITS);
  }

  private static MonitorDraft monitor(
      AlertType kind, String measure, OptionalDouble limit, Optional<String> baseline) {
    return new MonitorDraft(
        kind,
        measure,
        limit,
        baseline,
        OptionalInt.empty(),
        Severity.WARNING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        true);
  }

  @Test
  void aMetricBelowItsConfiguredMinimumAlertsUntilItReachesItAgain() {
    run(10, 5);
    assertThat(alerts(AlertType.THRESHOLD, "metric:exact-match")).isEmpty();

    run(11, 5);
    assertThat(alerts(AlertType.THRESHOLD, "metric:exact-match"))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.metric()).contains("exact-match");
          assertThat(alert.threshold()).hasValue(0.9);
          assertThat(alert.actual().orElseThrow()).isCloseTo(0.89, within());
          assertThat(alert.state()).isEqualTo(AlertState.OPEN);
        });

    run(0, 5);
    assertThat(alerts(AlertType.THRESHOLD, "metric:exact-match"))
        .extracting(Alert::state)
        .containsExactly(AlertState.RESOLVED);
  }

  @Test
  void aFallOfAMetricIsARegressionOfItsOwn() {
    run(0, 5);
    run(15, 5);

    assertThat(alerts(AlertType.REGRESSION, "metric:exact-match"))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.metric()).contains("exact-match");
          assertThat(alert.threshold()).hasValue(0.1);
          assertThat(alert.actual().orElseThrow()).isCloseTo(0.15, within());
          assertThat(alert.message()).contains("from 1.000 with version 1.0.0 to 0.8500");
        });
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  @Test
  void aLatencyOfMoreThanHalfAsMuchAgainIsASpikeUntilItIsUsualAgain() {
    run(0, 400);
    run(0, 400);
    run(0, 600);
    assertThat(alerts(AlertType.THRESHOLD, "latency-spike")).isEmpty();

    run(0, 700);
    assertThat(alerts(AlertType.THRESHOLD, "latency-spike"))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.metric()).contains("latency-p99");
          assertThat(alert.threshold()).hasValue(1.5);
          assertThat(alert.actual()).hasValue(1.75);
        });

    run(0, 400);
    assertThat(alerts(AlertType.THRESHOLD, "latency-spike"))
        .extracting(Alert::state)
        .containsExactly(AlertState.RESOLVED);
  }

  @Test
  void aSpikeOfAFewMillisecondsIsNone() {
    run(0, 10);
    run(0, 100);

    assertThat(alerts(AlertType.THRESHOLD, "latency-spike")).isEmpty();
  }

  @Test
  void aDropOfThePassRateCanBeLimitedWithoutATest() {
    server.monitors.create(
        monitor(AlertType.THRESHOLD, "pass-rate-drop", OptionalDouble.of(0.02), Optional.empty()),
        ANNA);
    run(0, 5);
    run(1, 5);
    assertThat(alerts(AlertType.THRESHOLD, "pass-rate-drop")).isEmpty();

    run(3, 5);
    assertThat(alerts(AlertType.THRESHOLD, "pass-rate-drop"))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.threshold()).hasValue(0.02);
          assertThat(alert.actual().orElseThrow()).isCloseTo(0.02, within());
        });

    run(1, 5);
    assertThat(alerts(AlertType.THRESHOLD, "pass-rate-drop"))
        .extracting(Alert::state)
        .containsExactly(AlertState.RESOLVED);
  }

  @Test
  void aPinnedBaselineIsTheOnlyMeasure() {
    Run pinned = run(0, 5);
    run(9, 5);
    server.monitors.create(
        monitor(
            AlertType.REGRESSION, "pass-rate", OptionalDouble.of(0.15), Optional.of(pinned.id())),
        ANNA);
    // Only six points against the last run, and fifteen against the pinned one.
    Run fallen = run(15, 5);

    assertThat(alerts(AlertType.REGRESSION, "pass-rate"))
        .filteredOn(alert -> alert.sourceId().equals(fallen.id()))
        .singleElement()
        .satisfies(alert -> {
          assertThat(alert.details().get("baselineRun")).contains(Json.of(pinned.id()));
          assertThat(alert.details().get("baseline")).contains(Json.of("pinned baseline"));
          assertThat(alert.actual().orElseThrow()).isCloseTo(0.15, within());
        });
  }

  @Test
  void aDriftBySmallStepsIsToldAgainstTheBestOfTheLastRuns() {
    for (int wrong = 0; wrong <= 8; wrong += 4) {
      run(wrong, 5);
    }

    assertThat(alerts(AlertType.REGRESSION, "pass-rate"))
        .singleElement()
        .satisfies(alert ->
            assertThat(alert.details().get("baseline").orElseThrow().asString())
                .startsWith("best of the last"));
  }

  @Test
  void everythingThatIsWrongWithAMonitorIsToldTogether() {
    MonitorDraft wrong =
        monitor(
            AlertType.THRESHOLD,
            "pass-rat",
            OptionalDouble.of(7),
            Optional.of("a run that is not"));

    assertThatThrownBy(() -> server.monitors.create(wrong, ANNA))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e ->
                assertThat(e.problems())
                    .extracting(ServiceException.Problem::pointer)
                    .contains("/measure", "/baselineRun"));
  }
}
