package dev.llmops.service.experiment.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.service.experiment.analysis.Decision.Action;
import dev.llmops.service.online.FrequentistPlugins;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LostUnitsTest {

  private static final Experiment PAIR = experiment();

  private static Experiment experiment() {
    return new Experiment(
        "id",
        "lossy",
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
        100,
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

  private static ArmSum sum(String variant, long units, long solved) {
    return new ArmSum("id", variant, "solved", units, solved, 0, solved, 0);
  }

  /** With 1,000 units of each variant; the treatment solves twice as many of those observed. */
  private static Decision decide(long observedA, long observedB) throws InterruptedException {
    Collected collected =
        new Collected(
            Map.of("a", 1_000L, "b", 1_000L),
            List.of(sum("a", observedA, observedA / 4), sum("b", observedB, observedB / 2)),
            List.of());
    return new Analyst(new FrequentistPlugins()).analyse(PAIR, collected, Instant.EPOCH).decision();
  }

  @Test
  void neverNamesAWinnerAmongThoseWhoAreLeft() throws Exception {
    Decision decision = decide(1_000, 650);

    assertThat(decision.action()).isEqualTo(Action.CONTINUE);
    assertThat(decision.variant()).isEmpty();
    assertThat(decision.summary())
        .startsWith(
            "Continue without a winner: solved was observed of 1,000 of 1,000 units of a, 650 of"
                + " 1,000 units of b");
    assertThat(decision.reasons()).anyMatch(reason -> reason.contains("observe every unit"));
  }

  @Test
  void isToldBeforeThereAreEnoughUnitsToDecide() throws Exception {
    Decision early = decide(300, 40);

    assertThat(early.summary()).startsWith("Continue: variant b needs 60 more units");
    assertThat(early.reasons()).anyMatch(reason -> reason.contains("do not lose units alike"));
  }

  @Test
  void unitsThatAreLostAlikeDoNoHarm() throws Exception {
    assertThat(decide(1_000, 1_000).action()).isEqualTo(Action.SHIP);
    assertThat(decide(600, 580).action()).isEqualTo(Action.SHIP);
    assertThat(decide(1_000, 996).action()).isEqualTo(Action.SHIP);
  }

  @Test
  void drawsTheLineAtOneInAThousand() throws Exception {
    // Of 2,000 units 1,000 ± 37 and 1,000 ± 36 of 1,000 each: p = 0.00094 and p = 0.00128.
    assertThat(decide(537, 463).action()).isEqualTo(Action.CONTINUE);
    assertThat(decide(536, 464).action()).isEqualTo(Action.SHIP);
  }

  @Test
  void isWrongOnceInAThousandWhereUnitsAreLostByChance() throws Exception {
    Random random = new Random(9);
    int wrong = 0;
    for (int i = 0; i < 4_000; i++) {
      int[] observed = new int[2];
      for (int unit = 0; unit < 2_000; unit++) {
        observed[unit % 2] += random.nextDouble() < 0.9 ? 1 : 0;
      }
      wrong += decide(observed[0], observed[1]).action() == Action.CONTINUE ? 1 : 0;
    }
    assertThat((double) wrong / 4_000).isCloseTo(0.001, within(0.002));
  }
}
