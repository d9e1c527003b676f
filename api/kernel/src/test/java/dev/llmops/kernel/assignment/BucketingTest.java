package dev.llmops.kernel.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketingTest {

  private static final int UNITS = 20_000;

  /** Chi-square quantiles: 99 degrees of freedom at p = .01 and p = 1e-5. */
  private static final double CHI_99_AT_01 = 134.642;

  private static final double CHI_99_AT_1E_5 = 170.798;

  /** Chi-square quantiles: 81 degrees of freedom at p = .01 and p = 1e-5. */
  private static final double CHI_81_AT_01 = 113.512;

  private static final double CHI_81_AT_1E_5 = 147.098;

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "salt, user-000001, f0efcea858ebb510, 0.9411591683391822",
        "salt, user-000002, 42fc910328dc9f14, 0.26166635825289786",
        "exp-00, user-000001, aa628ef810571c18, 0.6655663829445441",
        "'', user, 1cbefce9e1f98fcc, 0.11228924474742119",
        "salt, '', c003753d27058d41, 0.7500527643487854",
        "Größe, é-😀, 708d81c908787871, 0.43965922506365185",
      })
  void keepsThePinnedPoints(String salt, String unit, String hash, double point) {
    assertThat(Long.toHexString(Bucketing.hash(salt, unit))).isEqualTo(hash);
    assertThat(Bucketing.point(salt, unit)).isEqualTo(point);
  }

  @Test
  void tellsWhereTheSaltEnds() {
    assertThat(Bucketing.point("ab", "c")).isNotEqualTo(Bucketing.point("a", "bc"));
    assertThat(Bucketing.point("", "abc")).isNotEqualTo(Bucketing.point("abc", ""));
  }

  @Test
  void readsUnitsAsBytesWithoutFolding() {
    assertThat(Bucketing.point("s", "I")).isNotEqualTo(Bucketing.point("s", "i"));
    assertThat(Bucketing.point("s", "\u00e9")).isNotEqualTo(Bucketing.point("s", "e\u0301"));
  }

  @Test
  void ignoresTheLocale() {
    Locale before = Locale.getDefault();
    double point = Bucketing.point("EXPERIMENT-I", "USER-I-ı-İ");
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(Bucketing.point("EXPERIMENT-I", "USER-I-ı-İ")).isEqualTo(point);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void refusesNull() {
    assertThatThrownBy(() -> Bucketing.point(null, "u")).hasMessageContaining("salt");
    assertThatThrownBy(() -> Bucketing.point("s", null)).hasMessageContaining("unit");
  }

  /** H1 of the assignment checks, with fewer units. */
  @Test
  void spreadsUnitsEvenlyForEverySaltAndIdFormat() {
    Random random = new Random(1);
    List<IntFunction<String>> formats =
        List.of(
            i -> String.format("user-%06d", i),
            i -> new java.util.UUID(random.nextLong(), random.nextLong()).toString(),
            i -> "person" + i + "@example.org");
    for (IntFunction<String> format : formats) {
      String[] units = new String[UNITS];
      Arrays.setAll(units, format);
      int suspicious = 0;
      for (int salt = 0; salt < 50; salt++) {
        double chiSquare = chiSquare(points("salt-" + salt, units));
        assertThat(chiSquare).isLessThan(CHI_99_AT_1E_5);
        suspicious += chiSquare > CHI_99_AT_01 ? 1 : 0;
      }
      assertThat(suspicious).isLessThanOrEqualTo(4);
    }
  }

  /** H2 of the assignment checks, with fewer units. */
  @Test
  void makesExperimentsIndependentOfEachOther() {
    String[] units = new String[UNITS];
    Arrays.setAll(units, i -> "user-" + i);
    List<double[]> experiments = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      experiments.add(points(String.format("exp-%02d", i), units));
    }
    int pairs = 0;
    int suspicious = 0;
    for (int i = 0; i < 12; i++) {
      for (int j = i + 1; j < 12; j++) {
        double chiSquare = independence(experiments.get(i), experiments.get(j));
        assertThat(chiSquare).isLessThan(CHI_81_AT_1E_5);
        suspicious += chiSquare > CHI_81_AT_01 ? 1 : 0;
        pairs++;
        assertThat(agreement(experiments.get(i), experiments.get(j)))
            .isCloseTo(0.5, within(2 / Math.sqrt(UNITS)));
      }
    }
    assertThat(suspicious).isLessThanOrEqualTo(pairs / 20 + 1);
  }

  /** H4 of the assignment checks: coverage has its own salt, so raising it moves nobody. */
  @Test
  void keepsEveryVariantWhenCoverageRises() {
    Allocation allocation = Allocation.equalShares(List.of("a", "b"));
    int[] covered = new int[2];
    for (int i = 0; i < UNITS; i++) {
      String unit = "user-" + i;
      double point = Bucketing.point("coverage", unit);
      if (point < 0.1) {
        assertThat(point).isLessThan(0.5);
        covered[allocation.assign("variant", unit)]++;
      }
    }
    int all = covered[0] + covered[1];
    assertThat((double) all / UNITS).isCloseTo(0.1, within(4 * Math.sqrt(0.09 / UNITS)));
    assertThat((double) covered[0] / all).isCloseTo(0.5, within(2 / Math.sqrt(all)));
  }

  private static double[] points(String salt, String[] units) {
    return Arrays.stream(units).mapToDouble(unit -> Bucketing.point(salt, unit)).toArray();
  }

  private static double chiSquare(double[] points) {
    int[] bins = new int[100];
    for (double point : points) {
      bins[(int) (point * 100)]++;
    }
    double expected = points.length / 100.0;
    return Arrays.stream(bins).mapToDouble(n -> (n - expected) * (n - expected) / expected).sum();
  }

  private static double independence(double[] a, double[] b) {
    int[][] table = new int[10][10];
    int[] rows = new int[10];
    int[] columns = new int[10];
    for (int i = 0; i < a.length; i++) {
      int row = (int) (a[i] * 10);
      int column = (int) (b[i] * 10);
      table[row][column]++;
      rows[row]++;
      columns[column]++;
    }
    double chiSquare = 0;
    for (int row = 0; row < 10; row++) {
      for (int column = 0; column < 10; column++) {
        double expected = (double) rows[row] * columns[column] / a.length;
        chiSquare += (table[row][column] - expected) * (table[row][column] - expected) / expected;
      }
    }
    return chiSquare;
  }

  private static double agreement(double[] a, double[] b) {
    int same = 0;
    for (int i = 0; i < a.length; i++) {
      same += (a[i] < 0.5) == (b[i] < 0.5) ? 1 : 0;
    }
    return (double) same / a.length;
  }
}
