package dev.llmops.service.experiment.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.service.experiment.analysis.SampleRatio.Status;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SampleRatioTest {

  private static SampleRatio check(long[] observed, double... weights) {
    return SampleRatio.check(
        IntStream.range(0, weights.length).mapToObj(i -> "v" + i).toList(), observed, weights);
  }

  static List<JsonNode> cases() {
    return VectorFile.cases("srm_chi_square");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(JsonNode vector) {
    double[] observed = VectorFile.numbers(vector.get("inputs").get("observed"));
    JsonNode expected = vector.get("expected");
    double tolerance = vector.get("rel_tol").asDouble();

    SampleRatio check =
        check(
            Arrays.stream(observed).mapToLong(Math::round).toArray(),
            VectorFile.numbers(vector.get("inputs").get("weights")));

    assertThat(check.chiSquare().orElseThrow())
        .isCloseTo(
            expected.get("chi2").asDouble(), within(tolerance * expected.get("chi2").asDouble()));
    assertThat(check.degreesOfFreedom()).isEqualTo(expected.get("df").asInt());
    assertThat(check.pValue().orElseThrow())
        .isCloseTo(expected.get("p").asDouble(), within(tolerance * expected.get("p").asDouble()));
    assertThat(check.status())
        .isEqualTo(expected.get("p").asDouble() < 0.001 ? Status.MISMATCH : Status.OK);
    for (int i = 0; i < observed.length; i++) {
      assertThat(check.arms().get(i).expected())
          .isCloseTo(expected.get("expected").get(i).asDouble(), within(1e-6));
    }
  }

  @Test
  void drawsTheLineAtOneInAThousand() {
    // p = 0.0016 and p = 0.0008 at one degree of freedom.
    assertThat(check(new long[] {550, 450}, 1, 1).status()).isEqualTo(Status.OK);
    assertThat(check(new long[] {553, 447}, 1, 1).status()).isEqualTo(Status.MISMATCH);
  }

  @Test
  void findsAMismatchInUnitsOfAVariantWithoutAShare() {
    SampleRatio check = check(new long[] {50, 50, 1}, 0.5, 0.5, 0);

    assertThat(check.status()).isEqualTo(Status.MISMATCH);
    assertThat(check.reason()).isEqualTo("variant v2 has a share of 0 and yet 1 units");
  }

  @Test
  void ignoresAVariantWithoutAShareAndWithoutUnits() {
    SampleRatio check = check(new long[] {50, 52, 0}, 0.5, 0.5, 0);

    assertThat(check.status()).isEqualTo(Status.OK);
    assertThat(check.degreesOfFreedom()).isEqualTo(1);
  }

  @Test
  void doesNotJudgeAHandfulOfUnits() {
    assertThat(check(new long[] {0, 0}, 1, 1).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(check(new long[] {9, 0}, 1, 1).status()).isEqualTo(Status.INSUFFICIENT);
  }

  @Test
  void survivesAnAbsurdImbalance() {
    SampleRatio check = check(new long[] {1_000_000_000, 0}, 1, 1);

    assertThat(check.pValue().orElseThrow()).isZero();
    assertThat(check.status()).isEqualTo(Status.MISMATCH);
  }
}
