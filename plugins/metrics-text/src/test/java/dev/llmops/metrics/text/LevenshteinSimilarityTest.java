package dev.llmops.metrics.text;

import static dev.llmops.metrics.text.Samples.CALL;
import static dev.llmops.metrics.text.Samples.answered;
import static dev.llmops.metrics.text.Samples.pair;
import static dev.llmops.metrics.text.Samples.result;
import static dev.llmops.metrics.text.Samples.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.spi.metric.MetricException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LevenshteinSimilarityTest {

  private static LevenshteinSimilarity metric(double cutOff, int maxLength) {
    return new LevenshteinSimilarity(
        new LevenshteinSimilarity.Config(cutOff, maxLength, false, WhiteSpace.TRIM));
  }

  private final LevenshteinSimilarity plain = metric(0, 20_000);

  @Test
  void isTheShareOfTheLongerTextThatNeedsNoEdit() {
    assertThat(score(plain, pair("kitten", "sitting"))).isEqualTo(4.0 / 7);
    assertThat(score(plain, pair("Paris", "Paris"))).isEqualTo(1);
    assertThat(score(plain, pair("abc", "xyz"))).isEqualTo(0);
    assertThat(score(plain, pair("", "Paris"))).isEqualTo(0);
    assertThat(score(plain, pair("", " "))).isEqualTo(1);
  }

  @Test
  void countsCodePoints() {
    assertThat(score(plain, pair("👍👍", "👍"))).isEqualTo(0.5);
    assertThat(result(plain, pair("👍👍", "👍")).reason())
        .isEqualTo("distance 1 over 2 characters");
  }

  @Test
  void doesNotApplyWithoutExpectedText() {
    assertThat(result(plain, answered("x")).value()).isEmpty();
  }

  @Test
  void comparesInTheConfiguredForm() {
    LevenshteinSimilarity loose =
        new LevenshteinSimilarity(
            new LevenshteinSimilarity.Config(0, 100, true, WhiteSpace.COLLAPSE));
    assertThat(score(loose, pair("A  B", "a b"))).isEqualTo(1);
  }

  @Test
  void scoresZeroBelowTheCutOffAndTheSameAboveIt() {
    assertThat(score(metric(0.5, 100), pair("abcd", "abxy"))).isEqualTo(0.5);
    assertThat(score(metric(0.51, 100), pair("abcd", "abxy"))).isEqualTo(0);
    assertThat(score(metric(1, 100), pair("abcd", "abcd"))).isEqualTo(1);
    assertThat(score(metric(1, 100), pair("abcd", "abce"))).isEqualTo(0);
  }

  @Test
  void neverCutsOffASimilarityOfExactlyTheBound() {
    for (int length = 1; length <= 60; length++) {
      for (int same = 0; same <= length; same++) {
        String expected = "a".repeat(length);
        String answer = "a".repeat(same) + "b".repeat(length - same);
        double similarity = score(plain, pair(answer, expected));
        assertThat(score(metric(similarity, 100), pair(answer, expected))).isEqualTo(similarity);
      }
    }
  }

  @Test
  void failsOnTextsThatAreTooLong() {
    LevenshteinSimilarity small = metric(0, 4);
    assertThat(score(small, pair("👍👍👍👍", "👍👍👍👍"))).isEqualTo(1);
    assertThatThrownBy(() -> small.score(pair("abcde", "a"), CALL))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("the answer has 5 characters")
        .hasMessageContaining("max-length (4)");
    assertThatThrownBy(() -> plain.score(pair("a", "x".repeat(1_000_000)), CALL))
        .isInstanceOf(MetricException.class)
        .hasMessageContaining("the expected text has 1000000 characters");
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void comparesTheLongestTextsOfTheDefault() {
    String a = "ab".repeat(10_000);
    String b = "cd".repeat(10_000);
    assertThat(score(plain, pair(a, b))).isEqualTo(0);
  }

  @Test
  void refusesImpossibleSettings() {
    assertThatThrownBy(() -> metric(1.5, 10)).hasMessageContaining("cut-off");
    assertThatThrownBy(() -> metric(Double.NaN, 10)).hasMessageContaining("cut-off");
    assertThatThrownBy(() -> metric(0, 0)).hasMessageContaining("max-length");
  }
}
