package dev.llmops.service.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.evaluation.RunSpec;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Under a locale that writes 0,5 for 0.5. */
final class RunWordingTest {

  private static final Locale BEFORE = Locale.getDefault();
  private static final Run BASELINE = run("r1", "1.0.0");
  private static final Run RUN = run("r2", "1.1.0");
  private static final Measure HELPFUL = Measure.metric("helpful");

  @BeforeAll
  static void writeCommas() {
    Locale.setDefault(Locale.GERMANY);
  }

  @AfterAll
  static void restore() {
    Locale.setDefault(BEFORE);
  }

  private static Run run(String id, String promptVersion) {
    RunSpec spec =
        new RunSpec(
            "questions",
            1234,
            "greet",
            promptVersion,
            "hash",
            new PluginPin("main", "echo", "1.0.0", "sha", "hash"),
            Optional.empty(),
            Json.NULL,
            List.of(),
            1,
            RunLimits.NONE);
    return new Run(
        id,
        "",
        "",
        Json.NULL,
        spec,
        RunStatus.COMPLETED,
        100,
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  private static Rule rule(AlertType kind, Measure measure, double limit) {
    return Rule.builtIn(kind, measure, limit, 1);
  }

  @Test
  void aFallOfThePassRateIsSaidInPoints() {
    Rule rule = rule(AlertType.REGRESSION, Measure.PASS_RATE, 0.05);
    Worsening change = new Worsening(0.9375, 0.8, 0.1375, 1600, OptionalDouble.of(0.00123));

    assertThat(RunWording.regression(rule, BASELINE, RunWording.last(), RUN, change))
        .isEqualTo(
            "The pass rate of prompt greet on questions version 1234 fell from 93.8 % with version"
                + " 1.0.0 to 80.0 % with version 1.1.0, by 13.8 points (p = 0.0012 over 1600"
                + " samples; against the last comparable run).");
    assertThat(RunWording.notWorse(rule, BASELINE, change))
        .isEqualTo(
            "the pass rate is 80.0 %, which is not significantly worse by 5.0 points or more than"
                + " 93.8 % in the baseline run r1");
  }

  @Test
  void aMetricThatGotWorseIsSaidByItsMeans() {
    Rule rule = rule(AlertType.REGRESSION, HELPFUL, 0.1);
    Worsening change = new Worsening(4.25, 3.5, 0.176, 100, OptionalDouble.of(0.02));

    assertThat(RunWording.regression(rule, BASELINE, RunWording.bestOf(10), RUN, change))
        .isEqualTo(
            "The mean of helpful of prompt greet on questions version 1234 got worse, from 4.250"
                + " with version 1.0.0 to 3.500 with version 1.1.0 (p = 0.020 over 100 samples;"
                + " against the best of the last 10 comparable runs).");
    assertThat(RunWording.notWorse(rule, BASELINE, change))
        .isEqualTo(
            "the mean of helpful is 3.500, which is not significantly worse by 10 % or more than"
                + " 4.250 in the baseline run r1");
  }

  @Test
  void baselinesSayWhyTheyAreOnes() {
    assertThat(RunWording.pinned()).isEqualTo("pinned baseline");
    assertThat(RunWording.ofTheAlert()).isEqualTo("baseline of the alert");
  }

  @Test
  void limitsAreAboveOrBelow() {
    Rule rate = rule(AlertType.THRESHOLD, Measure.PASS_RATE, 0.85);
    Rule latency = rule(AlertType.THRESHOLD, Measure.LATENCY_P99, 5000);
    Rule helpful = rule(AlertType.THRESHOLD, HELPFUL, 4);

    assertThat(RunWording.beyond(rate, RUN, 0.84, false))
        .isEqualTo(
            "The pass rate of prompt greet on questions version 1234 is 84.0 % with version 1.1.0,"
                + " below the limit of 85.0 %.");
    assertThat(RunWording.beyond(latency, RUN, 5000.6, true))
        .isEqualTo(
            "The 99th percentile of the latency of prompt greet on questions version 1234 is 5001"
                + " ms with version 1.1.0, above the limit of 5000 ms.");
    assertThat(RunWording.within(latency, 20, true))
        .isEqualTo("the 99th percentile of the latency is 20 ms, not above the limit of 5000 ms");
    assertThat(RunWording.within(helpful, 4.5, false))
        .isEqualTo("the mean of helpful is 4.500, not below the limit of 4.000");
  }

  @Test
  void aDropSaysBothRates() {
    Rule rule = rule(AlertType.THRESHOLD, Measure.PASS_RATE_DROP, 0.1);

    assertThat(RunWording.drop(rule, RUN, 0.9, 0.75))
        .isEqualTo(
            "The pass rate of prompt greet on questions version 1234 fell from 90.0 % to 75.0 %"
                + " with version 1.1.0, by 15.0 points.");
    assertThat(RunWording.noDrop(rule, 0.9, 0.85))
        .isEqualTo(
            "the pass rate is 85.0 %, less than 10.0 points below the 90.0 % of the baseline");
  }

  @Test
  void aSpikeSaysWhatWasUsual() {
    Rule rule = rule(AlertType.THRESHOLD, Measure.LATENCY_SPIKE, 2.5);

    assertThat(RunWording.spike(rule, RUN, 1234.5, 200, 10))
        .isEqualTo(
            "The 99th percentile of the latency of prompt greet on questions version 1234 is 1235"
                + " ms with version 1.1.0, more than 2.500 times the 200 ms it was in the last 10"
                + " comparable runs.");
    assertThat(RunWording.noSpike(300, 200, 10))
        .isEqualTo(
            "the 99th percentile of the latency is 300 ms, after 200 ms in the last 10 comparable"
                + " runs");
  }

  @Test
  void anAnomalySaysHowFarItIsFromTheMedian() {
    Rule rule = rule(AlertType.ANOMALY, Measure.PASS_RATE, 5);
    RobustScore score = new RobustScore(0.9, 0.02, -7.46);

    assertThat(RunWording.anomaly(rule, RUN, 0.75, score, 12))
        .isEqualTo(
            "The pass rate of prompt greet on questions version 1234 is unusual: 75.0 % with"
                + " version 1.1.0, where the median of the last 12 comparable runs is 90.0 %, 7.5"
                + " robust standard deviations away.");
    assertThat(RunWording.usual(rule, new RobustScore(0.9, 0.02, -1.5)))
        .isEqualTo(
            "the pass rate is 1.5 robust standard deviations from its median of 90.0 %, within"
                + " 5.000");
  }

  @Test
  void anAnomalyWithoutSpreadSaysThatNoneDiffers() {
    RobustScore score = new RobustScore(4, 0, Double.NEGATIVE_INFINITY);

    assertThat(RunWording.anomaly(rule(AlertType.ANOMALY, HELPFUL, 5), RUN, 3, score, 12))
        .isEqualTo(
            "The mean of helpful of prompt greet on questions version 1234 is unusual: 3.000 with"
                + " version 1.1.0, where the median of the last 12 comparable runs is 4.000 and"
                + " none differs from it.");
  }

  @Test
  void aRecoveryNamesItsRun() {
    assertThat(RunWording.recovered(RUN, "the pass rate is 100.0 %"))
        .isEqualTo("run r2: the pass rate is 100.0 %");
  }
}
