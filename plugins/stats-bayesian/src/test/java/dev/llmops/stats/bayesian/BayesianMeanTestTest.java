package dev.llmops.stats.bayesian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;
import dev.llmops.spi.stats.TestResult.IntervalKind;
import dev.llmops.spi.stats.TestResult.Posterior;
import dev.llmops.spi.stats.TestResult.Status;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BayesianMeanTestTest {

  private static final long UNITS = 500;

  private static TestResult compare(Moments control, Moments treatment, OptionalDouble prior) {
    return new BayesianMeanTest(new BayesianMeanTest.Config(prior))
        .evaluate(TestRequest.moments(control, treatment).build());
  }

  /** Two arms whose difference has this mean and standard error. */
  private static TestResult compare(double difference, double error, OptionalDouble prior) {
    double m2 = error * error / 2 * UNITS * (UNITS - 1);
    return compare(new Moments(UNITS, 0, m2), new Moments(UNITS, difference, m2), prior);
  }

  static List<JsonNode> cases() throws IOException {
    return VectorFile.cases("bayes_normal_difference").stream()
        .filter(it -> it.required("inputs").required("prior_mean").doubleValue() == 0)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTheReference(JsonNode vector) {
    JsonNode in = vector.required("inputs");
    JsonNode variance = in.required("prior_variance");
    TestResult result =
        compare(
            in.required("diff").doubleValue(),
            in.required("se").doubleValue(),
            variance.isNull()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.sqrt(variance.doubleValue())));

    JsonNode expected = vector.required("expected");
    Posterior posterior = result.posterior().orElseThrow();
    close(result.estimate().orElseThrow(), expected.required("post_mean"));
    close(result.standardError().orElseThrow(), expected.required("post_sd"));
    close(posterior.greater(), expected.required("prob_b_beats_a"));
    close(posterior.shortfall(), expected.required("expected_loss_choose_b"));
    close(posterior.excess(), expected.required("expected_loss_choose_a"));
    close(result.interval().orElseThrow().low(), expected.required("ci_low"));
    close(result.interval().orElseThrow().high(), expected.required("ci_high"));
    assertThat(result.interval().orElseThrow().kind()).isEqualTo(IntervalKind.CREDIBLE);
    assertThat(result.pValue()).isEmpty();
  }

  private static void close(double value, JsonNode expected) {
    assertThat(value)
        .isCloseTo(
            expected.doubleValue(),
            within(Math.max(1e-12, 1e-7 * Math.abs(expected.doubleValue()))));
  }

  @Test
  void agreesWithDraws() {
    TestResult result = compare(0.4, 0.5, OptionalDouble.of(2));
    Random random = new Random(3);
    double[] draws =
        DoubleStream.generate(() ->
                result.estimate().orElseThrow()
                    + result.standardError().orElseThrow() * random.nextGaussian())
            .limit(400_000)
            .toArray();
    Posterior posterior = result.posterior().orElseThrow();
    assertThat(posterior.greater())
        .isCloseTo(DoubleStream.of(draws).filter(d -> d > 0).count() / 400_000.0, within(0.0032));
    assertThat(posterior.shortfall())
        .isCloseTo(
            DoubleStream.of(draws).map(d -> Math.max(0, -d)).average().orElseThrow(),
            within(0.0032));
  }

  @Test
  void farAwayNothingIsLeftToLose() {
    Posterior sure = compare(50, 1, OptionalDouble.empty()).posterior().orElseThrow();
    assertThat(sure.greater()).isEqualTo(1);
    assertThat(sure.shortfall()).isZero();
    assertThat(sure.excess()).isCloseTo(50, within(1e-9));
  }

  @Test
  void saysWhereItHasNoNumbersOrWeakOnes() {
    Moments one = new Moments(1, 3, 0);
    Moments some = new Moments(10, 3, 4);
    Moments equal = new Moments(100, 3, 0);
    assertThat(compare(one, some, OptionalDouble.empty()).status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(compare(equal, equal, OptionalDouble.empty()).status()).isEqualTo(Status.UNDEFINED);
    assertThat(compare(some, some, OptionalDouble.empty()).status()).isEqualTo(Status.APPROXIMATE);
    assertThat(compare(some, equal, OptionalDouble.empty()).warnings()).hasSize(1);
    assertThat(compare(0.1, 1, OptionalDouble.empty()).status()).isEqualTo(Status.OK);
  }
}
