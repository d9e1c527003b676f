package dev.llmops.service.experiment.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.kernel.assignment.Allocation;
import dev.llmops.service.identity.IdSource;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

/**
 * The assignment and the sample-ratio check together, over many experiments on the same units with
 * sequential ids. Seeded. A fair split is a mismatch once in a thousand; the rule of FNV-1a over
 * experiment and unit, cut at the high bits, shows that the simulation tells an unfair one.
 */
class SampleRatioSimulationTest {

  private static final int EXPERIMENTS = 2_000;
  private static final int UNITS = 1_000;
  private static final List<String> NAMES = List.of("control", "treatment");

  private final IdSource ids = new IdSource(Clock.systemUTC(), new Random(3));
  private final Random random = new Random(5);

  /**
   * What many experiments show.
   *
   * @param mismatches how many of them have a sample-ratio mismatch
   * @param variance of the units of the treatment, as a multiple of that of fair coins
   * @param oneSided in how many of them the first ten units are all of one variant
   */
  private record Simulated(int mismatches, double variance, int oneSided) {}

  /** An experiment's rule: which variant a unit gets. */
  private interface Experiment extends ToIntFunction<String> {}

  private Experiment served(double share) {
    String salt = ids.salt();
    Allocation allocation =
        Allocation.ofShares(NAMES, Map.of("control", 1 - share, "treatment", share));
    return unit -> allocation.assign(salt, unit);
  }

  private Experiment fnv(double share) {
    String id = new UUID(random.nextLong(), random.nextLong()).toString();
    return unit -> Integer.toUnsignedLong(fnv1a(id + unit)) / 4294967295.0 < 1 - share ? 0 : 1;
  }

  private static int fnv1a(String text) {
    int hash = 0x811c9dc5;
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (octet & 0xFF)) * 0x01000193;
    }
    return hash;
  }

  private static Simulated simulate(double share, Supplier<Experiment> rules) {
    int mismatches = 0;
    int oneSided = 0;
    double squares = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
      Experiment rule = rules.get();
      long treated = 0;
      long first = 0;
      for (int unit = 0; unit < UNITS; unit++) {
        treated += rule.applyAsInt("user-" + unit);
        first = unit == 9 ? treated : first;
      }
      SampleRatio found =
          SampleRatio.check(
              NAMES, new long[] {UNITS - treated, treated}, new double[] {1 - share, share});
      mismatches += found.status() == SampleRatio.Status.MISMATCH ? 1 : 0;
      oneSided += first == 0 || first == 10 ? 1 : 0;
      double off = treated - UNITS * share;
      squares += off * off;
    }
    double fair = UNITS * share * (1 - share);
    return new Simulated(mismatches, squares / EXPERIMENTS / fair, oneSided);
  }

  @Test
  void aFairSplitIsAMismatchOnceInAThousand() {
    for (double share : new double[] {0.5, 0.1}) {
      Simulated simulated = simulate(share, () -> served(share));

      // 2 are expected; of a Poisson variable with that mean more than 8 has probability 0.0002.
      assertThat(simulated.mismatches()).isLessThanOrEqualTo(8);
      // Four standard errors of a variance of 2,000 values.
      assertThat(simulated.variance()).isBetween(0.87, 1.13);
    }
  }

  @Test
  void tenUnitsInARowLandInOneVariantAsRarelyAsCoins() {
    // 2 · 0.5¹⁰ of 2,000 is 3.9; more than 12 has probability 0.0002.
    assertThat(simulate(0.5, () -> served(0.5)).oneSided()).isLessThanOrEqualTo(12);
  }

  @Test
  void theRuleOfTheHighBitsOfFnvIsFoundOut() {
    Simulated half = simulate(0.5, () -> fnv(0.5));

    assertThat(half.mismatches()).isGreaterThan(EXPERIMENTS / 10);
    assertThat(half.variance()).isGreaterThan(3);
    assertThat(half.oneSided()).isGreaterThan(EXPERIMENTS / 2);
    assertThat(simulate(0.1, () -> fnv(0.1)).mismatches()).isGreaterThan(EXPERIMENTS / 10);
  }

  @Test
  void whoLooksOnAndOnIsAlarmedByAFairSplitNoMoreThanOnceInAThousand() {
    int alarms = 0;
    int mismatches = 0;
    for (int i = 0; i < EXPERIMENTS; i++) {
      boolean alarm = false;
      boolean mismatch = false;
      long[] units = new long[2];
      for (int look = 0; look < 400; look++) {
        for (int unit = 0; unit < 25; unit++) {
          units[random.nextInt(2)]++;
        }
        SampleRatio found = SampleRatio.check(NAMES, units, new double[] {1, 1});
        alarm |= found.isMismatchAtAllLooks();
        mismatch |= found.status() == SampleRatio.Status.MISMATCH;
      }
      alarms += alarm ? 1 : 0;
      mismatches += mismatch ? 1 : 0;
    }

    // At most 2 are expected, as above.
    assertThat(alarms).isLessThanOrEqualTo(8);
    // The status is that of a single look.
    assertThat(mismatches).isGreaterThan(12);
  }

  @Test
  void aSplitThatIsOffByFourHundredthsIsFoundHoweverOftenOneLooks() {
    assertThat(
            SampleRatio.check(NAMES, new long[] {1_400, 1_600}, new double[] {1, 1})
                .isMismatchAtAllLooks())
        .isFalse();
    assertThat(
            SampleRatio.check(NAMES, new long[] {4_600, 5_400}, new double[] {1, 1})
                .isMismatchAtAllLooks())
        .isTrue();
  }
}
