package dev.llmops.stats.frequentist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.Status;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every case of the reference files, every field of it. */
class ReferenceVectorsTest {

  private static final Map<String, StatisticalTest> TESTS =
      Map.of(
          "welch_t", new WelchTest(),
          "two_proportion_z", new TwoProportionTest(),
          "newcombe_difference", new TwoProportionTest(),
          "paired_t", new PairedTTest(),
          "mcnemar", new McNemarTest());

  /**
   * Fields that are parts of every result; any other field is a detail, of this name or of its own.
   */
  private static final Map<String, ToDoubleFunction<TestResult>> PARTS =
      Map.ofEntries(
          Map.entry("diff", result -> result.estimate().orElseThrow()),
          Map.entry("mean_diff", result -> result.estimate().orElseThrow()),
          Map.entry("se", result -> result.standardError().orElseThrow()),
          Map.entry("se_diff", result -> result.standardError().orElseThrow()),
          Map.entry("t", result -> result.statistic().orElseThrow()),
          Map.entry("df", result -> result.degreesOfFreedom().orElseThrow()),
          Map.entry("p_two_sided", result -> result.pValue().orElseThrow()),
          Map.entry("log10_p_two_sided", result -> result.log10P().orElseThrow()),
          Map.entry("ci_low", result -> result.interval().orElseThrow().low()),
          Map.entry("ci_high", result -> result.interval().orElseThrow().high()),
          Map.entry("newcombe_low", result -> result.interval().orElseThrow().low()),
          Map.entry("newcombe_high", result -> result.interval().orElseThrow().high()));

  private static final Map<String, String> DETAILS =
      Map.of("wald_ci_low", "wald_low", "wald_ci_high", "wald_high");

  /**
   * The files say UNDEFINED wherever no standard error exists; the API tells apart what more data
   * would mend.
   */
  private static final Map<String, Status> STATUS_BY_REASON =
      Map.of(
          "n<2 in a group", Status.INSUFFICIENT,
          "zero variance in both groups", Status.UNDEFINED,
          "all differences equal: sd_diff = 0", Status.UNDEFINED);

  static Stream<VectorFile.Case> cases() {
    return TESTS.keySet().stream().sorted().flatMap(method -> VectorFile.read(method).stream());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(VectorFile.Case one) {
    check(one);
  }

  @Test
  void readsEveryCase() {
    assertThat(cases()).hasSize(6 + 6 + 3 + 4 + 4);
  }

  @Test
  void failsOnAWrongNumberAndOnFieldsItDoesNotKnow() {
    VectorFile.Case good = VectorFile.read("welch_t").getFirst();
    check(good);
    double se = good.expected().required("se").doubleValue();
    assertFails(with(good, good.inputs(), put(good.expected(), "se", se * 1.000001)), "se");
    assertFails(with(good, good.inputs(), put(good.expected(), "novel", 1)), "novel");
    assertFails(with(good, put(good.inputs(), "novel", 1), good.expected()), "novel");
  }

  private static void assertFails(VectorFile.Case one, String message) {
    assertThatThrownBy(() -> check(one))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static JsonNode put(JsonNode object, String field, double value) {
    return ((ObjectNode) object.deepCopy()).put(field, value);
  }

  private static VectorFile.Case with(VectorFile.Case one, JsonNode inputs, JsonNode expected) {
    return new VectorFile.Case(one.method(), one.name(), inputs, expected, one.tolerance());
  }

  private static void check(VectorFile.Case one) {
    StatisticalTest test = TESTS.get(one.method());
    List<TestRequest> requests = VectorInputs.requests(one, test.requires());
    for (TestRequest request : requests) {
      TestResult result = test.evaluate(request);
      if (one.expected().has("status")) {
        checkStatus(one, result);
      } else {
        assertThat(result.usable()).isTrue();
        for (Map.Entry<String, JsonNode> field : one.expected().properties()) {
          checkNumber(one, result, field.getKey(), field.getValue());
        }
      }
    }
  }

  private static void checkStatus(VectorFile.Case one, TestResult result) {
    assertThat(one.expected().properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("status", "reason");
    String reason = one.expected().required("reason").textValue();
    assertThat(one.expected().required("status").textValue()).isEqualTo("UNDEFINED");
    assertThat(STATUS_BY_REASON).containsKey(reason);
    assertThat(result.status()).isEqualTo(STATUS_BY_REASON.get(reason));
    assertThat(result.estimate()).isEmpty();
    assertThat(result.pValue()).isEmpty();
    assertThat(result.interval()).isEmpty();
    assertThat(result.details()).isEmpty();
    assertThat(result.warnings()).isNotEmpty();
  }

  private static void checkNumber(
      VectorFile.Case one, TestResult result, String field, JsonNode wanted) {
    assertThat(wanted.isNumber()).as(field + " is a number").isTrue();
    double got = number(one, result, field);
    assertThat(one.agrees(got, wanted.doubleValue()))
        .as("%s: got %s, wanted %s", field, got, wanted)
        .isTrue();
  }

  private static double number(VectorFile.Case one, TestResult result, String field) {
    if (field.equals("correlation")) {
      // No result of a test of differences: it checks that the raw values were read in pairs.
      return new PearsonsCorrelation()
          .correlation(VectorInputs.values(one, "a"), VectorInputs.values(one, "b"));
    }
    if (PARTS.containsKey(field)) {
      return PARTS.get(field).applyAsDouble(result);
    }
    String detail = DETAILS.getOrDefault(field, field);
    assertThat(result.details()).containsKey(detail);
    return result.details().get(detail);
  }
}
