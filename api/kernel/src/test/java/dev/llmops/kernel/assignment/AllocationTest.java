package dev.llmops.kernel.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AllocationTest {

  private static final double BELOW_ONE = Math.nextDown(1.0);

  private static List<String> problems(ThrowingCallable call) {
    return catchThrowableOfType(AllocationException.class, call).problems();
  }

  @Test
  void dividesEquallyByDefault() {
    Allocation allocation = Allocation.equalShares(List.of("a", "b", "c", "d"));
    assertThat(allocation.names()).containsExactly("a", "b", "c", "d");
    assertThat(allocation.variantAt(0)).isZero();
    assertThat(allocation.variantAt(0.25)).isEqualTo(1);
    assertThat(allocation.variantAt(Math.nextDown(0.5))).isEqualTo(1);
    assertThat(allocation.variantAt(BELOW_ONE)).isEqualTo(3);
  }

  @Test
  void normalisesWeights() {
    Allocation allocation = Allocation.ofWeights(List.of("a", "b"), Map.of("a", 3.0, "b", 1.0));
    assertThat(allocation.share(0)).isEqualTo(0.75);
    assertThat(allocation.share(1)).isEqualTo(0.25);
    assertThat(allocation.lower(1)).isEqualTo(0.75);
  }

  @Test
  void tilesTheUnitIntervalWhateverTheRounding() {
    for (int n = 1; n <= 100; n++) {
      List<String> names = java.util.stream.IntStream.range(0, n).mapToObj(i -> "v" + i).toList();
      Allocation allocation = Allocation.equalShares(names);
      assertThat(allocation.lower(0)).isZero();
      assertThat(allocation.upper(n - 1)).isEqualTo(1);
      for (int i = 1; i < n; i++) {
        assertThat(allocation.lower(i))
            .isEqualTo(allocation.upper(i - 1))
            .isGreaterThan(allocation.lower(i - 1));
      }
      assertThat(allocation.variantAt(BELOW_ONE)).isEqualTo(n - 1);
    }
  }

  @Test
  void neverChoosesAVariantWithShareZero() {
    Allocation allocation =
        Allocation.ofShares(
            List.of("a", "b", "c", "d"), Map.of("a", 0.0, "b", 0.3, "c", 0.7, "d", 0.0));
    assertThat(allocation.variantAt(0)).isEqualTo(1);
    assertThat(allocation.variantAt(BELOW_ONE)).isEqualTo(2);
    for (int i = 0; i < 20_000; i++) {
      assertThat(allocation.assign("salt", "user-" + i)).isBetween(1, 2);
    }
  }

  /** H3 of the assignment checks. */
  @Test
  void keepsToItsShares() {
    double[] shares = {0.1, 0.3, 0.6};
    Allocation allocation =
        Allocation.ofShares(List.of("a", "b", "c"), Map.of("a", 0.1, "b", 0.3, "c", 0.6));
    int units = 50_000;
    int[] counts = new int[3];
    for (int i = 0; i < units; i++) {
      counts[allocation.assign("weights", "user-" + i)]++;
    }
    for (int i = 0; i < 3; i++) {
      double deviation = 4 * Math.sqrt(shares[i] * (1 - shares[i]) / units);
      assertThat((double) counts[i] / units).isCloseTo(shares[i], within(deviation));
    }
  }

  /** H5 of the assignment checks, without a sticky store. */
  @Test
  void movesOnlyTheUnitsBetweenTheOldAndTheNewBorder() {
    Allocation before = Allocation.equalShares(List.of("a", "b"));
    Allocation after = Allocation.ofShares(List.of("a", "b"), Map.of("a", 0.6, "b", 0.4));
    for (int i = 0; i < 20_000; i++) {
      String unit = "user-" + i;
      double point = Bucketing.point("salt", unit);
      boolean moved = before.assign("salt", unit) != after.assign("salt", unit);
      assertThat(moved).isEqualTo(point >= 0.5 && point < 0.6);
    }
  }

  @Test
  void assignsByThePointOfTheUnit() {
    Allocation allocation = Allocation.equalShares(List.of("a", "b", "c"));
    for (int i = 0; i < 1000; i++) {
      double point = Bucketing.point("salt", "user-" + i);
      int variant = allocation.assign("salt", "user-" + i);
      assertThat(point)
          .isGreaterThanOrEqualTo(allocation.lower(variant))
          .isLessThan(allocation.upper(variant));
    }
  }

  @Test
  void acceptsExtremeWeights() {
    Allocation huge =
        Allocation.ofWeights(
            List.of("a", "b"), Map.of("a", Double.MAX_VALUE, "b", Double.MAX_VALUE));
    assertThat(huge.share(0)).isEqualTo(0.5);
    Allocation tiny =
        Allocation.ofWeights(List.of("a", "b"), Map.of("a", Double.MIN_VALUE, "b", 0.0));
    assertThat(tiny.variantAt(BELOW_ONE)).isZero();
  }

  @Test
  void dividesInProportionWhatRoundingMadeOfShares() {
    Allocation above = Allocation.ofShares(List.of("a", "b"), Map.of("a", 0.502, "b", 0.502));
    assertThat(above.share(0)).isEqualTo(0.5);
    assertThat(above.upper(0)).isEqualTo(0.5);
    assertThat(above.upper(1)).isEqualTo(1);
    Allocation below =
        Allocation.ofShares(List.of("a", "b", "c"), Map.of("a", 0.333, "b", 0.333, "c", 0.333));
    assertThat(below.share(2)).isEqualTo(below.share(0));
    assertThat(below.upper(2)).isEqualTo(1);
    for (double wrong : List.of(0.48, 0.52)) {
      assertThat(
              problems(() -> Allocation.ofShares(List.of("a", "b"), Map.of("a", 0.5, "b", wrong))))
          .singleElement()
          .asString()
          .contains("sum to 1", String.valueOf(0.5 + wrong));
    }
  }

  @Test
  void reportsAllProblemsTogether() {
    Map<String, Double> weights =
        Map.of("a", -1.0, "b", Double.NaN, "z", 1.0, "y", Double.POSITIVE_INFINITY);
    assertThat(problems(() -> Allocation.ofWeights(List.of("a", "b", "b", "c", " "), weights)))
        .containsExactly(
            "variant b is given twice",
            "a variant name is blank",
            "the weight of y belongs to no variant; variants are [a, b, b, c,  ]",
            "the weight of z belongs to no variant; variants are [a, b, b, c,  ]",
            "the weight of variant a must be a finite number of at least 0, was -1.0",
            "the weight of variant b must be a finite number of at least 0, was NaN",
            "variant c has no weight",
            "variant   has no weight");
  }

  @Test
  void refusesToChooseFromNothing() {
    assertThat(problems(() -> Allocation.equalShares(List.of())))
        .containsExactly("there must be at least one variant");
    assertThat(problems(() -> Allocation.ofWeights(List.of("a"), Map.of("a", 0.0))))
        .containsExactly("at least one weight must be above 0");
  }

  @Test
  void refusesPointsOutsideTheUnitInterval() {
    Allocation allocation = Allocation.equalShares(List.of("a"));
    for (double point : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> allocation.variantAt(point))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void keepsThePinnedAssignments() {
    Allocation allocation =
        Allocation.ofWeights(List.of("a", "b", "c"), Map.of("a", 1.0, "b", 3.0, "c", 6.0));
    StringBuilder variants = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      variants.append(allocation.names().get(allocation.assign("pinned", "user-" + i)));
    }
    assertThat(variants).hasToString("bbcccccccccbccbccbbbcbccccbcbbcccbcbacba");
  }
}
