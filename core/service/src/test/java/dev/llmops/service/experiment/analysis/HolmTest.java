package dev.llmops.service.experiment.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HolmTest {

  static List<JsonNode> cases() {
    return VectorFile.cases("multiple_testing");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(JsonNode vector) {
    double[] given = VectorFile.numbers(vector.get("inputs").get("p"));
    JsonNode expected = vector.get("expected").get("holm");
    double[] wanted = VectorFile.numbers(expected.get("adjusted"));

    double[] adjusted = Holm.adjust(Arrays.stream(given).boxed().toList());

    assertThat(adjusted).hasSameSizeAs(wanted);
    for (int i = 0; i < wanted.length; i++) {
      assertThat(adjusted[i])
          .isCloseTo(
              wanted[i], within(Math.max(1e-12, vector.get("rel_tol").asDouble() * wanted[i])));
      assertThat(adjusted[i] <= 0.05).isEqualTo(expected.get("reject_05").get(i).asBoolean());
    }
  }

  @Test
  void hasNothingToAdjustWithoutComparisons() {
    assertThat(Holm.adjust(List.of())).isEmpty();
  }
}
