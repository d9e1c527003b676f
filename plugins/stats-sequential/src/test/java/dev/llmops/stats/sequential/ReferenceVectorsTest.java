package dev.llmops.stats.sequential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sequence against values that were computed elsewhere. */
class ReferenceVectorsTest {

  static List<JsonNode> cases() throws IOException {
    String path = "/vectors/statistics/asymptotic_confidence_sequence.json";
    try (InputStream in = ReferenceVectorsTest.class.getResourceAsStream(path)) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper()
          .readTree(in)
          .required("cases")
          .forEach(one -> {
            if (one.required("inputs").path("mean").isNumber()
                && one.required("expected").has("p_always_valid")) {
              cases.add(one);
            }
          });
      assertThat(cases).hasSizeGreaterThan(3);
      return cases;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(JsonNode vector) {
    JsonNode inputs = vector.required("inputs");
    JsonNode expected = vector.required("expected");
    double tolerance = vector.required("rel_tol").doubleValue();
    double alpha = inputs.required("alpha").doubleValue();
    double rho =
        inputs.path("rho").isNumber()
            ? inputs.path("rho").doubleValue()
            : ConfidenceSequence.rho(alpha, inputs.required("t_star").doubleValue());
    ConfidenceSequence sequence =
        new ConfidenceSequence(
            inputs.required("n").doubleValue(), inputs.required("sigma").doubleValue(), rho);
    double evidence =
        sequence.logEvidence(
            inputs.required("mean").doubleValue() - inputs.path("null").doubleValue());

    assertThat(rho).isCloseTo(expected.required("rho").doubleValue(), within(tolerance));
    assertThat(sequence.margin(alpha))
        .isCloseTo(
            expected.required("halfwidth").doubleValue(),
            within(tolerance * expected.required("halfwidth").doubleValue()));
    assertThat(Math.min(1, Math.exp(-evidence)))
        .isCloseTo(expected.required("p_always_valid").doubleValue(), within(tolerance));
  }
}
