package dev.llmops.service.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RobustScoreTest {

  private static final int RUNS = 200_000;

  @Test
  void isTheDistanceToTheMedianInScaledMedianDeviations() {
    RobustScore score = RobustScore.of(10, List.of(1.0, 2.0, 3.0, 4.0, 100.0), 0);

    assertThat(score.median()).isEqualTo(3);
    assertThat(score.scale()).isEqualTo(1.4826);
    assertThat(score.score()).isCloseTo(7 / 1.4826, Offset.offset(1e-12));
  }

  @Test
  void withoutAnySpreadTheLeastScaleCounts() {
    List<Double> same = List.of(0.9, 0.9, 0.9);

    assertThat(RobustScore.of(0.9, same, 0).score()).isZero();
    assertThat(RobustScore.of(0.8, same, 0.05).score()).isCloseTo(-2, Offset.offset(1e-9));
    assertThat(RobustScore.of(0.8, same, 0).score()).isNegative().isInfinite();
  }

  /** The rates that the reference of alerts states. */
  @Test
  void falseAlarmsAreAsRareAsDocumented() {
    assertThat(falseAlarms(10)).isBetween(0.008, 0.012);
    assertThat(falseAlarms(30)).isBetween(0.0002, 0.0009);
  }

  /** How often a value is beyond 5 though it is drawn as those before it. */
  private static double falseAlarms(int before) {
    Random random = new Random(20);
    int alarms = 0;
    for (int i = 0; i < RUNS; i++) {
      List<Double> earlier =
          IntStream.range(0, before).mapToObj(j -> random.nextGaussian()).toList();
      if (Math.abs(RobustScore.of(random.nextGaussian(), earlier, 0).score())
          > Thresholds.DEFAULTS.anomaly()) {
        alarms++;
      }
    }
    return (double) alarms / RUNS;
  }
}
