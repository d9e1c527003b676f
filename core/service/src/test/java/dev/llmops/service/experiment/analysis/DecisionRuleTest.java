package dev.llmops.service.experiment.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.service.experiment.analysis.Comparison.Verdict;
import dev.llmops.service.experiment.analysis.Decision.Action;
import dev.llmops.service.online.FrequentistPlugins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecisionRuleTest {

  private static final ExperimentMetric CONVERSION =
      new ExperimentMetric(
          "conversion", MetricKind.PROPORTION, Direction.INCREASE, true, "two-proportion");
  private static final ExperimentMetric CLICKS =
      new ExperimentMetric(
          "clicks", MetricKind.PROPORTION, Direction.INCREASE, true, "two-proportion");
  private static final ExperimentMetric ERRORS =
      new ExperimentMetric(
          "errors", MetricKind.PROPORTION, Direction.DECREASE, false, "two-proportion");
  private static final ExperimentMetric COST =
      new ExperimentMetric("cost", MetricKind.MEAN, Direction.DECREASE, true, "welch");

  private final FrequentistPlugins plugins = new FrequentistPlugins();
  private final List<ArmSum> sums = new ArrayList<>();
  private final Map<String, Long> exposures = new HashMap<>();

  private static Variant variant(String name, boolean control, double share) {
    return new Variant(
        name,
        "",
        control,
        share,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.EMPTY_OBJECT);
  }

  private static Experiment experiment(List<Variant> variants, ExperimentMetric... metrics) {
    return new Experiment(
        "id",
        "test",
        "",
        Json.EMPTY_OBJECT,
        variants,
        Arrays.asList(metrics),
        List.of(),
        1,
        List.of(),
        ExperimentStatus.RUNNING,
        "salt",
        1,
        100,
        0.95,
        Instant.EPOCH,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        Json.NULL,
        2);
  }

  private static Experiment pair(ExperimentMetric... metrics) {
    return experiment(List.of(variant("a", true, 0.5), variant("b", false, 0.5)), metrics);
  }

  private void successes(String variant, ExperimentMetric metric, int units, int successes) {
    exposures.merge(variant, (long) units, Math::max);
    sums.add(new ArmSum("id", variant, metric.name(), units, successes, 0, successes, 0));
  }

  private void values(String variant, ExperimentMetric metric, double... values) {
    exposures.merge(variant, (long) values.length, Math::max);
    ArmSum sum = ArmSum.empty("id", variant, metric.name());
    for (double value : values) {
      sum = ArmSums.add(sum, value);
    }
    sums.add(sum);
  }

  private ExperimentResult analyse(Experiment experiment) throws InterruptedException {
    return new Analyst(plugins)
        .analyse(experiment, new Collected(exposures, sums, List.of()), Instant.EPOCH);
  }

  @Test
  void shipsASignificantImprovementAndSaysItInNumbers() throws Exception {
    successes("a", CONVERSION, 1000, 500);
    successes("b", CONVERSION, 1000, 600);

    Decision decision = analyse(pair(CONVERSION)).decision();

    assertThat(decision.action()).isEqualTo(Action.SHIP);
    assertThat(decision.variant()).contains("b");
    assertThat(decision.summary())
        .startsWith(
            "Ship b: conversion of b is 60.0 % against 50.0 % of a (+10.00 points, 95 % interval"
                + " +5.6")
        .contains("p < 0.0001")
        .contains("1,000 and 1,000 units")
        .endsWith("significantly better at 95 % confidence, higher is better.");
  }

  @Test
  void rollsBackASignificantDeteriorationInTheDirectionOfTheMetric() throws Exception {
    double[] cheap = new double[200];
    double[] dear = new double[200];
    for (int i = 0; i < 200; i++) {
      cheap[i] = 1 + i % 3;
      dear[i] = 2 + i % 3;
    }
    values("a", COST, cheap);
    values("b", COST, dear);

    ExperimentResult result = analyse(pair(COST));

    assertThat(result.decision().action()).isEqualTo(Action.ROLL_BACK);
    assertThat(result.decision().variant()).contains("b");
    assertThat(result.decision().summary()).contains("lower is better");
    assertThat(result.metric("cost").comparisons().getFirst().relativeChange().orElseThrow())
        .isBetween(0.5, 0.51);
  }

  @Test
  void goesOnWhenNothingIsSignificant() throws Exception {
    successes("a", CONVERSION, 1000, 500);
    successes("b", CONVERSION, 1000, 505);

    Decision decision = analyse(pair(CONVERSION)).decision();

    assertThat(decision.action()).isEqualTo(Action.CONTINUE);
    assertThat(decision.variant()).isEmpty();
    assertThat(decision.summary())
        .startsWith(
            "Continue: no primary metric differs significantly; conversion of b is 50.5 % against"
                + " 50.0 %");
  }

  @Test
  void neverNamesAWinnerWhenTheSampleRatioDoesNotMatch() throws Exception {
    successes("a", CONVERSION, 1000, 100);
    successes("b", CONVERSION, 1300, 900);

    Decision decision = analyse(pair(CONVERSION)).decision();

    assertThat(decision.action()).isEqualTo(Action.CONTINUE);
    assertThat(decision.variant()).isEmpty();
    assertThat(decision.reasons().getFirst())
        .startsWith("sample ratio mismatch: the split 1,000 : 1,300 does not fit the shares");
  }

  @Test
  void saysHowManyUnitsAreMissing() throws Exception {
    successes("a", CONVERSION, 99, 10);
    successes("b", CONVERSION, 63, 60);
    exposures.replaceAll((variant, units) -> units + 1);

    Decision decision = analyse(pair(CONVERSION)).decision();

    assertThat(decision.action()).isEqualTo(Action.CONTINUE);
    assertThat(decision.summary())
        .isEqualTo(
            "Continue: variant b needs 37 more units with a value of conversion to reach the"
                + " minimum of 100.");
    assertThat(decision.reasons())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("variant a needs 1 more unit ");
  }

  @Test
  void adjustsForTheNumberOfPrimaryComparisons() throws Exception {
    // p = 0.0318: significant alone, not as one of two.
    successes("a", CONVERSION, 1000, 500);
    successes("b", CONVERSION, 1000, 548);
    successes("a", CLICKS, 1000, 500);
    successes("b", CLICKS, 1000, 500);

    Comparison alone = analyse(pair(CONVERSION)).metric("conversion").comparisons().getFirst();
    Comparison oneOfTwo =
        analyse(pair(CONVERSION, CLICKS)).metric("conversion").comparisons().getFirst();

    assertThat(alone.verdict()).isEqualTo(Verdict.IMPROVEMENT);
    assertThat(oneOfTwo.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    assertThat(oneOfTwo.adjustedPValue().orElseThrow()).isEqualTo(2 * alone.pValue().orElseThrow());
  }

  @Test
  void leavesAnImprovementThatHarmsAGuardrailToPeople() throws Exception {
    successes("a", CONVERSION, 1000, 500);
    successes("b", CONVERSION, 1000, 600);
    successes("a", ERRORS, 1000, 10);
    successes("b", ERRORS, 1000, 60);

    Decision decision = analyse(pair(CONVERSION, ERRORS)).decision();

    assertThat(decision.action()).isEqualTo(Action.CONTINUE);
    assertThat(decision.summary())
        .contains("weigh it yourself")
        .contains("conversion of b is 60.0 %")
        .contains("but errors of b is 6.0 %");
  }

  @Test
  void shipsTheBestOfSeveralTreatments() throws Exception {
    successes("a", CONVERSION, 1000, 500);
    successes("b", CONVERSION, 1000, 600);
    successes("c", CONVERSION, 1000, 650);
    List<Variant> variants =
        List.of(
            variant("a", true, 1 / 3.0),
            variant("b", false, 1 / 3.0),
            variant("c", false, 1 / 3.0));

    Decision decision = analyse(experiment(variants, CONVERSION)).decision();

    assertThat(decision.variant()).contains("c");
    assertThat(decision.reasons())
        .anySatisfy(reason -> assertThat(reason).startsWith("conversion of b is 60.0 %"));
  }

  @Test
  void tellsWhyATestGaveNoNumberInsteadOfInventingOne() throws Exception {
    successes("a", CONVERSION, 1000, 500);
    successes("b", CONVERSION, 1000, 600);
    plugins.breakDown();

    ExperimentResult result = analyse(pair(CONVERSION));

    Comparison comparison = result.metric("conversion").comparisons().getFirst();
    assertThat(comparison.status()).isEqualTo("failed");
    assertThat(comparison.pValue()).isEmpty();
    assertThat(comparison.notes())
        .containsExactly(
            "test two-proportion gave no result (timeout): it did not answer within PT5S");
    assertThat(result.decision().action()).isEqualTo(Action.CONTINUE);
    assertThat(result.decision().reasons())
        .anySatisfy(reason -> assertThat(reason).contains("it did not answer"));
  }

  @Test
  void tellsThatATestIsGone() throws Exception {
    successes("a", CONVERSION, 1000, 500);
    successes("b", CONVERSION, 1000, 600);
    plugins.remove("two-proportion");

    assertThat(analyse(pair(CONVERSION)).metric("conversion").comparisons().getFirst().status())
        .isEqualTo("failed");
  }

  @Test
  void hasNoNaNForDegenerateData() throws Exception {
    double[] same = new double[150];
    Arrays.fill(same, 0.7);
    values("a", COST, same);
    values("b", COST, same);
    successes("a", CONVERSION, 150, 0);
    successes("b", CONVERSION, 150, 0);

    String json = analyse(pair(CONVERSION, COST)).toJson().toString();

    assertThat(json).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void answersForAnExperimentWithoutAnyData() throws Exception {
    ExperimentResult result = analyse(pair(CONVERSION, COST));

    assertThat(result.sampleRatio().status()).isEqualTo(SampleRatio.Status.INSUFFICIENT);
    assertThat(result.metrics())
        .allSatisfy(metric -> assertThat(metric.control().mean()).isEmpty());
    assertThat(result.decision().action()).isEqualTo(Action.CONTINUE);
    assertThat(result.toJson().toString()).doesNotContain("NaN");
  }

  @Test
  void theOrderIsThatOfTheExperimentInWhateverOrderTheSumsCome() throws Exception {
    List<Variant> variants =
        List.of(variant("z", true, 0.4), variant("b", false, 0.3), variant("a", false, 0.3));
    Experiment three = experiment(variants, CLICKS, CONVERSION, ERRORS);
    for (Variant variant : variants) {
      int units = variant.control() ? 1_333 : 1_000;
      successes(variant.name(), CONVERSION, units, variant.control() ? 667 : 580);
      successes(variant.name(), ERRORS, units, units / 10);
      successes(variant.name(), CLICKS, units, variant.control() ? 400 : 380);
    }
    ExperimentResult first = analyse(three);
    Random random = new Random(1);

    for (int i = 0; i < 50; i++) {
      Collections.shuffle(sums, random);
      assertThat(analyse(three)).isEqualTo(first);
    }

    assertThat(first.metrics())
        .extracting(analysis -> analysis.metric().name())
        .containsExactly("clicks", "conversion", "errors");
    for (MetricAnalysis analysis : first.metrics()) {
      assertThat(analysis.arms()).extracting(Arm::variant).containsExactly("z", "b", "a");
      assertThat(analysis.comparisons()).extracting(Comparison::variant).containsExactly("b", "a");
    }
    // Both treatments are as good, so the first of them is shipped.
    assertThat(first.decision().variant()).contains("b");
  }
}
