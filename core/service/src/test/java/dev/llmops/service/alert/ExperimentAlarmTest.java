package dev.llmops.service.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.service.experiment.analysis.Analyst;
import dev.llmops.service.experiment.analysis.Collected;
import dev.llmops.service.experiment.analysis.Decision.Action;
import dev.llmops.service.experiment.analysis.ExperimentResult;
import dev.llmops.service.online.FrequentistPlugins;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In how many experiments without any difference an alert names a variant to ship or to roll back,
 * or a bad split, when the server looks on and on. Seeded.
 */
final class ExperimentAlarmTest {

  private static final int EXPERIMENTS = 2_000;
  private static final int LOOKS = 40;
  private static final int UNITS_A_LOOK = 50;
  private static final double RATE = 0.3;
  private static final double ALPHA = 0.05;

  /** 4 √(0.05 · 0.95 / 2,000). */
  private static final double BAND = 0.0195;

  private final Analyst analyst = new Analyst(new FrequentistPlugins());
  private final Random random = new Random(29);

  /**
   * What many experiments show.
   *
   * @param alarms in how many of them an alert says something that is not so
   * @param decided in how many of them some look decides
   */
  private record Simulated(int alarms, int decided) {}

  private static Experiment experiment(int treatments, String... tests) {
    List<Variant> variants = new ArrayList<>();
    for (int i = 0; i <= treatments; i++) {
      variants.add(
          new Variant(
              "variant-" + i,
              "",
              i == 0,
              1.0 / (treatments + 1),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Json.EMPTY_OBJECT));
    }
    List<ExperimentMetric> metrics = new ArrayList<>();
    for (String test : tests) {
      metrics.add(
          new ExperimentMetric(
              "solved-" + metrics.size(), MetricKind.PROPORTION, Direction.INCREASE, true, test));
    }
    return new Experiment(
        "id",
        "same",
        "",
        Json.EMPTY_OBJECT,
        variants,
        metrics,
        List.of(),
        1,
        List.of(),
        ExperimentStatus.RUNNING,
        "salt",
        1,
        100,
        1 - ALPHA,
        Instant.EPOCH,
        Optional.of(Instant.EPOCH),
        Optional.empty(),
        Optional.empty(),
        Json.NULL,
        2);
  }

  private Simulated simulate(Experiment same) throws Exception {
    int alarms = 0;
    int decided = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
      boolean alarm = false;
      boolean ever = false;
      boolean planned = false;
      int arms = same.variants().size();
      long[] units = new long[arms];
      long[][] solved = new long[arms][same.metrics().size()];
      for (int look = 0; look < LOOKS; look++) {
        for (int unit = 0; unit < arms * UNITS_A_LOOK; unit++) {
          int arm = random.nextInt(arms);
          units[arm]++;
          for (int metric = 0; metric < solved[arm].length; metric++) {
            solved[arm][metric] += random.nextDouble() < RATE ? 1 : 0;
          }
        }
        ExperimentResult result = look(same, units, solved);
        boolean decides = result.decision().action() != Action.CONTINUE;
        ever |= decides;
        alarm |= !ExperimentNews.found(result).isEmpty();
        if (!planned && result.isPlannedLook()) {
          planned = true;
          alarm |= decides;
        }
      }
      alarms += alarm ? 1 : 0;
      decided += ever ? 1 : 0;
    }
    return new Simulated(alarms, decided);
  }

  private ExperimentResult look(Experiment same, long[] units, long[][] solved) throws Exception {
    Map<String, Long> exposed = new HashMap<>();
    List<ArmSum> sums = new ArrayList<>();
    for (int arm = 0; arm < units.length; arm++) {
      String variant = same.variants().get(arm).name();
      exposed.put(variant, units[arm]);
      for (int metric = 0; metric < solved[arm].length; metric++) {
        long count = solved[arm][metric];
        String name = same.metrics().get(metric).name();
        sums.add(new ArmSum("id", variant, name, units[arm], count, 0, count, 0));
      }
    }
    return analyst.analyse(same, new Collected(exposed, sums, List.of()), Instant.EPOCH);
  }

  @ParameterizedTest
  @CsvSource({"1, two-proportion", "2, two-proportion"})
  void aTestForOneLookRaisesNoMoreFalseAlarmsThanPromised(int treatments, String test)
      throws Exception {
    Simulated simulated = simulate(experiment(treatments, test));

    assertThat((double) simulated.alarms() / EXPERIMENTS).isLessThan(ALPHA + BAND);
    // Whoever told the first look that decides would be wrong several times as often.
    assertThat((double) simulated.decided() / EXPERIMENTS).isGreaterThan(3 * ALPHA);
  }

  @ParameterizedTest
  @CsvSource({"1, sequential-proportion", "2, sequential-proportion"})
  void aTestForAllLooksRaisesNoMoreFalseAlarmsThanPromised(int treatments, String test)
      throws Exception {
    Simulated simulated = simulate(experiment(treatments, test));

    assertThat((double) simulated.alarms() / EXPERIMENTS).isLessThan(ALPHA);
  }

  @ParameterizedTest
  @CsvSource({"two-proportion, sequential-proportion"})
  void testsOfBothKindsTogetherAreLookedAtOnce(String one, String other) throws Exception {
    Simulated simulated = simulate(experiment(1, one, other));

    assertThat((double) simulated.alarms() / EXPERIMENTS).isLessThan(ALPHA + BAND);
  }
}
