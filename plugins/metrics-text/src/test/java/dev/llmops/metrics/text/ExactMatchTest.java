package dev.llmops.metrics.text;

import static dev.llmops.metrics.text.Samples.answered;
import static dev.llmops.metrics.text.Samples.pair;
import static dev.llmops.metrics.text.Samples.result;
import static dev.llmops.metrics.text.Samples.score;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.spi.metric.MetricResult;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactMatchTest {

  private final ExactMatch plain = metric(false, WhiteSpace.TRIM);

  private static ExactMatch metric(boolean ignoreCase, WhiteSpace whiteSpace) {
    return new ExactMatch(new ExactMatch.Config(ignoreCase, whiteSpace));
  }

  @Test
  void scoresOneForTheSameTextAndZeroForAnother() {
    assertThat(score(plain, pair("Paris", "Paris"))).isEqualTo(1);
    assertThat(score(plain, pair("Paris", "paris"))).isEqualTo(0);
    assertThat(score(plain, pair("", ""))).isEqualTo(1);
    assertThat(score(plain, pair("", "Paris"))).isEqualTo(0);
  }

  @Test
  void doesNotApplyWithoutExpectedText() {
    MetricResult result = result(plain, answered("Paris"));
    assertThat(result.value()).isEmpty();
    assertThat(result.reason()).contains("no expected text");
  }

  @Test
  void isAQualityScoreFromZeroToOne() {
    assertThat(plain.descriptor().isQuality()).isTrue();
    assertThat(plain.descriptor().max()).isEqualTo(1);
  }

  @Test
  void treatsWhiteSpaceAsToldTo() {
    String answer = "\u00a0 a \t\n b\u3000\n";
    assertThat(score(metric(false, WhiteSpace.KEEP), pair(answer, "a b"))).isEqualTo(0);
    assertThat(score(metric(false, WhiteSpace.KEEP), pair(answer, answer))).isEqualTo(1);
    assertThat(score(metric(false, WhiteSpace.TRIM), pair(answer, "a \t\n b"))).isEqualTo(1);
    assertThat(score(metric(false, WhiteSpace.TRIM), pair(answer, "a b"))).isEqualTo(0);
    assertThat(score(metric(false, WhiteSpace.COLLAPSE), pair(answer, " a  b"))).isEqualTo(1);
    assertThat(score(metric(false, WhiteSpace.COLLAPSE), pair("ab", "a b"))).isEqualTo(0);
  }

  @ParameterizedTest
  @CsvSource({"STRASSE, straße", "ΟΔΟΣ, οδος", "οδοσ, οδος", "ПРИВЕТ, привет", "I, i", "𐐀, 𐐨"})
  void ignoresCaseInEveryScript(String answer, String expected) {
    assertThat(score(metric(true, WhiteSpace.TRIM), pair(answer, expected))).isEqualTo(1);
    assertThat(score(plain, pair(answer, expected))).isEqualTo(0);
  }

  @Test
  void ignoresCaseTheSameWayInATurkishLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.of("tr", "TR"));
    try {
      assertThat(score(metric(true, WhiteSpace.TRIM), pair("TITLE", "title"))).isEqualTo(1);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void tellsEmojiApart() {
    assertThat(score(plain, pair("👍", "👍"))).isEqualTo(1);
    assertThat(score(plain, pair("👍", "👍🏽"))).isEqualTo(0);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void comparesAMegabyte() {
    String big = "Straße 👍\n".repeat(100_000);
    ExactMatch tolerant = metric(true, WhiteSpace.COLLAPSE);
    assertThat(score(tolerant, pair(big, "STRASSE 👍\n".repeat(100_000)))).isEqualTo(1);
    assertThat(score(tolerant, pair(big, big + "x"))).isEqualTo(0);
  }
}
