package dev.llmops.metrics.text;

import static dev.llmops.metrics.text.Samples.CALL;
import static dev.llmops.metrics.text.Samples.answered;
import static dev.llmops.metrics.text.Samples.pair;
import static dev.llmops.metrics.text.Samples.result;
import static dev.llmops.metrics.text.Samples.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmops.metrics.text.TokenOverlap.Config;
import dev.llmops.metrics.text.TokenOverlap.Weights;
import dev.llmops.spi.metric.MetricException;
import java.util.OptionalDouble;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenOverlapTest {

  private static final Offset<Double> EXACT = within(1e-12);

  private static TokenOverlap of(OverlapProfile profile) {
    return new TokenOverlap(new Config(profile, Weights.NONE));
  }

  private static TokenOverlap weighted(double jaccard, double coverage, double length) {
    return new TokenOverlap(
        new Config(
            OverlapProfile.CORRECTNESS,
            new Weights(
                OptionalDouble.of(jaccard),
                OptionalDouble.of(coverage),
                OptionalDouble.of(length))));
  }

  @ParameterizedTest
  @EnumSource
  void scoresOneForAnExactMatchInEveryProfile(OverlapProfile profile) {
    assertThat(score(of(profile), pair("The cat, sat!", "the CAT sat"))).isEqualTo(1);
  }

  @Test
  void scoresTheKnownNumbersOfTheProfileCorrectness() {
    TokenOverlap metric = of(OverlapProfile.CORRECTNESS);

    assertThat(score(metric, pair("x y", "a b"))).isEqualTo(0.15, EXACT);
    assertThat(score(metric, pair("a c", "a b"))).isEqualTo(0.475, EXACT);
  }

  @ParameterizedTest
  @CsvSource({
    "BALANCED,0.5333333333333333",
    "CORRECTNESS,0.585",
    "ACCURACY,0.585",
    "PRECISION,0.585",
    "COMPLETENESS,0.6375",
    "COVERAGE,0.6375",
    "RECALL,0.6375",
    "CONCISENESS,0.4125",
    "BREVITY,0.4125",
    "LENGTH,0.4125"
  })
  void everyProfileWeighsThePartsInItsWay(OverlapProfile profile, double expected) {
    // jaccard 3/5, coverage 3/4, length 4/16
    String answer = "a b c e e e e e e e e e e e e e";

    assertThat(score(of(profile), pair(answer, "a b c d"))).isEqualTo(expected, EXACT);
  }

  @Test
  void aLongerAnswerScoresLower() {
    TokenOverlap metric = of(OverlapProfile.CONCISENESS);

    assertThat(score(metric, pair("a b x x x x x x", "a b")))
        .isLessThan(score(metric, pair("a b x x", "a b")));
  }

  @Test
  void ownWeightsReplaceTheProfiles() {
    assertThat(score(weighted(0, 0, 3), pair("x y", "a b"))).isEqualTo(1, EXACT);
    assertThat(score(weighted(0, 5, 0), pair("a c", "a b"))).isEqualTo(0.5, EXACT);
  }

  @Test
  void negativeWeightsCountAsNoneAndAllZeroAsTheProfiles() {
    assertThat(score(weighted(-1, 0, 2), pair("x y", "a b"))).isEqualTo(1, EXACT);
    assertThat(score(weighted(0, 0, 0), pair("x y", "a b"))).isEqualTo(0.15, EXACT);
    assertThat(score(weighted(-1, -2, -3), pair("a c", "a b"))).isEqualTo(0.475, EXACT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n", "?!…"})
  void neverMakesUpANumberForABlankAnswerOrExpectedText(String blank) {
    TokenOverlap metric = of(OverlapProfile.BALANCED);

    assertThat(result(metric, pair("a", blank)).value()).isEmpty();
    assertThat(result(metric, answered("a")).value()).isEmpty();
    assertThatThrownBy(() -> metric.score(pair(blank, "a"), CALL))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("no word");
  }

  @Test
  void splitsAtWhateverIsNoLetterOrDigit() {
    assertThat(score(of(OverlapProfile.BALANCED), pair("naïve-42/élan", "ÉLAN 42 Naïve")))
        .isEqualTo(1);
  }

  @Test
  void tellsTheParts() {
    assertThat(result(of(OverlapProfile.BALANCED), pair("a c", "a b")).reason())
        .isEqualTo("jaccard 0.33, coverage 0.50, length 1.00");
  }
}
