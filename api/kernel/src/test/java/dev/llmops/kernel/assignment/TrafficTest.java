package dev.llmops.kernel.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrafficTest {

  private static final int UNITS = 20_000;

  private static List<String> participants(double share) {
    return IntStream.range(0, UNITS)
        .mapToObj(i -> "user-" + i)
        .filter(unit -> Traffic.includes("salt", unit, share))
        .toList();
  }

  @Test
  void includesTheShareOfUnits() {
    assertThat(participants(0)).isEmpty();
    assertThat(participants(1)).hasSize(UNITS);
    // Four standard deviations.
    assertThat(participants(0.1)).hasSizeBetween(1_830, 2_170);
  }

  @Test
  void keepsEverybodyWhenTheShareGrows() {
    List<String> before = List.of();
    for (double share : new double[] {0.01, 0.05, 0.2, 0.5, 0.9, 1}) {
      List<String> now = participants(share);
      assertThat(now).containsAll(before);
      before = now;
    }
  }

  @Test
  void isIndependentOfTheVariant() {
    Allocation halves = Allocation.equalShares(List.of("old", "new"));
    for (double share : new double[] {0.1, 0.5, 0.9}) {
      List<String> participants = participants(share);
      long old = participants.stream().filter(unit -> halves.assign("salt", unit) == 0).count();
      double deviation = Math.sqrt(participants.size() / 4.0);
      assertThat(Math.abs(old - participants.size() / 2.0)).isLessThan(4 * deviation);
    }
  }

  @Test
  void agreesWithPortsToOtherLanguages() {
    assertThat(
            Traffic.includes("salt", "user-000001", Bucketing.point("salt/traffic", "user-000001")))
        .isFalse();
    assertThat(
            Traffic.includes(
                "salt", "user-000001", Math.nextUp(Bucketing.point("salt/traffic", "user-000001"))))
        .isTrue();
  }
}
