package dev.llmops.service.experiment.planning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.service.experiment.ExperimentSettings;
import dev.llmops.service.experiment.analysis.Analyst;
import dev.llmops.service.experiment.analysis.ArmSums;
import dev.llmops.service.experiment.analysis.Collected;
import dev.llmops.service.experiment.analysis.Comparison.Verdict;
import dev.llmops.service.experiment.analysis.ExperimentResult;
import dev.llmops.service.experiment.planning.Plan.Arm;
import dev.llmops.service.online.FrequentistPlugins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How often experiments of the planned size find the planned effect, decided as real ones are: with
 * the bundled tests and Holm's method. Seeded.
 */
class PlanSimulationTest {

  private static final int EXPERIMENTS = 3_000;

  /** 80 % ± 3 points is 4 √(0.8 · 0.2 / 3,000). */
  private static final double BAND = 0.03;

  private static final Planner PLANNER = new Planner(ExperimentSettings.DEFAULT);
  private static final Analyst ANALYST = new Analyst(new FrequentistPlugins());

  /** Draws the value of a unit of a variant. */
  private interface Values {
    double of(int variant, Random random);
  }

  /** In what part of the experiments the last treatment is found better. */
  private static double found(Plan plan, Values values) throws InterruptedException {
    Experiment experiment = experiment(plan);
    Random random = new Random(23);
    int found = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
      List<ArmSum> sums = new ArrayList<>();
      Map<String, Long> exposed = new HashMap<>();
      for (int variant = 0; variant < plan.variants().size(); variant++) {
        Arm arm = plan.variants().get(variant);
        ArmSum sum = ArmSum.empty("id", arm.variant(), "metric");
        for (long unit = 0; unit < arm.units(); unit++) {
          sum = ArmSums.add(sum, values.of(variant, random));
        }
        sums.add(sum);
        exposed.put(arm.variant(), arm.units());
      }
      ExperimentResult result =
          ANALYST.analyse(experiment, new Collected(exposed, sums, List.of()), Instant.EPOCH);
      String last = plan.variants().getLast().variant();
      Verdict verdict = result.metric("metric").comparison(last).orElseThrow().verdict();
      found += verdict == Verdict.IMPROVEMENT ? 1 : 0;
    }
    return (double) found / EXPERIMENTS;
  }

  private static Experiment experiment(Plan plan) {
    boolean proportion = plan.kind() == MetricKind.PROPORTION;
    return new Experiment(
        "id",
        "planned",
        "",
        Json.EMPTY_OBJECT,
        plan.variants().stream().map(PlanSimulationTest::variant).toList(),
        List.of(
            new ExperimentMetric(
                "metric",
                plan.kind(),
                plan.direction(),
                true,
                proportion ? "two-proportion" : "welch")),
        List.of(),
        1,
        List.of(),
        ExperimentStatus.RUNNING,
        "salt",
        1,
        plan.minSamples(),
        plan.confidence(),
        Instant.EPOCH,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        Json.NULL,
        2);
  }

  private static Variant variant(Arm arm) {
    return new Variant(
        arm.variant(),
        "",
        arm.finding().isEmpty(),
        arm.share(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.EMPTY_OBJECT);
  }

  private static double success(double rate, Random random) {
    return random.nextDouble() < rate ? 1 : 0;
  }

  @Test
  void fourOfFiveExperimentsFindAPlannedImprovementOfAProportion() throws Exception {
    Plan plan = PLANNER.plan(Ask.proportion(0.3).effect(0.1).power(0.8).request());

    assertThat(found(plan, (variant, random) -> success(variant == 0 ? 0.3 : 0.4, random)))
        .isBetween(0.8 - BAND, 0.8 + BAND);
  }

  @Test
  void fourOfFiveFindAPlannedDecreaseOfAMeanInAFewUnits() throws Exception {
    Plan plan = PLANNER.plan(Ask.mean(2).decrease().effect(2).power(0.8).request());

    assertThat(plan.minSamples()).isEqualTo(17);
    assertThat(found(plan, (variant, random) -> 5 - 2 * variant + 2 * random.nextGaussian()))
        .isBetween(0.8 - BAND, 0.8 + BAND);
  }

  @Test
  void fourOfFiveFindItWithUnequalShares() throws Exception {
    Plan plan =
        PLANNER.plan(Ask.proportion(0.3).effect(0.1).power(0.8).weights(4.0, 1.0).request());

    assertThat(found(plan, (variant, random) -> success(variant == 0 ? 0.3 : 0.4, random)))
        .isBetween(0.8 - BAND, 0.8 + BAND);
  }

  @Test
  void fourOfFiveFindTheOneTreatmentThatIsBetter() throws Exception {
    Plan plan =
        PLANNER.plan(Ask.mean(1).effect(0.5).power(0.8).weights(1.0, 1.0, 1.0, 1.0).request());

    assertThat(found(plan, (variant, random) -> (variant == 3 ? 0.5 : 0) + random.nextGaussian()))
        .isBetween(0.8 - BAND, 0.8 + BAND);
  }

  @Test
  void whereAllTreatmentsAreBetterHolmFindsMoreThanPlanned() throws Exception {
    Plan plan =
        PLANNER.plan(Ask.mean(1).effect(0.5).power(0.8).weights(1.0, 1.0, 1.0, 1.0).request());

    assertThat(found(plan, (variant, random) -> (variant > 0 ? 0.5 : 0) + random.nextGaussian()))
        .isGreaterThan(0.8 + BAND);
  }

  @Test
  void halfTheUnitsFindClearlyLess() throws Exception {
    Plan plan = PLANNER.plan(Ask.proportion(0.3).effect(0.1).units(356).request());

    assertThat(plan.power()).isLessThan(0.6);
    assertThat(found(plan, (variant, random) -> success(variant == 0 ? 0.3 : 0.4, random)))
        .isBetween(plan.power() - BAND - 0.01, plan.power() + BAND + 0.01);
  }
}
