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
import dev.llmops.service.experiment.analysis.Decision.Action;
import dev.llmops.service.message.Message;
import dev.llmops.service.online.FrequentistPlugins;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * How often a decision is wrong where the variants do not differ: at one look at the planned size
 * as often as promised, and much more often when somebody stops at the first look that decides.
 * Seeded.
 */
class PeekingTest {

  private static final int EXPERIMENTS = 2_000;
  private static final int LOOKS = 20;
  private static final int UNITS_A_LOOK = 100;
  private static final double RATE = 0.3;

  /** 5 % ± 4 √(0.05 · 0.95 / 2,000). */
  private static final double BAND = 0.0195;

  private static final FrequentistPlugins PLUGINS = new FrequentistPlugins();
  private static final Experiment SAME = experiment();

  private static int decidedAtTheEnd;
  private static int everDecided;
  private static int decidedEarly;
  private static int withoutAWarning;

  private static Experiment experiment() {
    return new Experiment(
        "id",
        "same",
        "",
        Json.EMPTY_OBJECT,
        List.of(variant("a", true), variant("b", false)),
        List.of(
            new ExperimentMetric(
                "solved", MetricKind.PROPORTION, Direction.INCREASE, true, "two-proportion")),
        List.of(),
        1,
        List.of(),
        ExperimentStatus.RUNNING,
        "salt",
        1,
        2 * UNITS_A_LOOK,
        0.95,
        Instant.EPOCH,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        Json.NULL,
        2);
  }

  private static Variant variant(String name, boolean control) {
    return new Variant(
        name,
        "",
        control,
        0.5,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.EMPTY_OBJECT);
  }

  @BeforeAll
  static void simulate() throws Exception {
    Random random = new Random(17);
    Analyst analyst = new Analyst(PLUGINS);
    for (int i = 0; i < EXPERIMENTS; i++) {
      int[] solved = new int[2];
      boolean ever = false;
      for (int look = 1; look <= LOOKS; look++) {
        for (int unit = 0; unit < 2 * UNITS_A_LOOK; unit++) {
          solved[unit % 2] += random.nextDouble() < RATE ? 1 : 0;
        }
        int units = look * UNITS_A_LOOK;
        Decision decision = look(analyst, units, solved);
        boolean decided = decision.action() != Action.CONTINUE;
        withoutAWarning +=
            decided && !decision.reasons().contains(Message.REASON_ONELOOK.with()) ? 1 : 0;
        decidedEarly += decided && units < SAME.minSamples() ? 1 : 0;
        ever |= decided;
        decidedAtTheEnd += decided && look == LOOKS ? 1 : 0;
      }
      everDecided += ever ? 1 : 0;
    }
  }

  private static Decision look(Analyst analyst, int units, int[] solved) throws Exception {
    Map<String, Long> exposed = Map.of("a", (long) units, "b", (long) units);
    List<ArmSum> sums = List.of(sum("a", units, solved[0]), sum("b", units, solved[1]));
    return analyst.analyse(SAME, new Collected(exposed, sums, List.of()), Instant.EPOCH).decision();
  }

  private static ArmSum sum(String variant, int units, int solved) {
    return new ArmSum("id", variant, "solved", units, solved, 0, solved, 0);
  }

  @Test
  void oneLookAtThePlannedSizeIsWrongAsOftenAsPromised() {
    assertThat((double) decidedAtTheEnd / EXPERIMENTS).isBetween(0.05 - BAND, 0.05 + BAND);
  }

  @Test
  void stoppingAtTheFirstOfTwentyLooksIsWrongFourTimesAsOften() {
    assertThat((double) everDecided / EXPERIMENTS).isBetween(0.18, 0.30);
  }

  @Test
  void everyDecisionSaysThatItHoldsForOneLook() {
    assertThat(everDecided).isPositive();
    assertThat(withoutAWarning).isZero();
  }

  @Test
  void nothingIsDecidedBelowTheMinimumOfUnits() {
    assertThat(decidedEarly).isZero();
  }
}
