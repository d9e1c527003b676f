package dev.llmops.metrics.text;

import static dev.llmops.metrics.text.Samples.answered;
import static dev.llmops.metrics.text.Samples.pair;
import static dev.llmops.metrics.text.Samples.result;
import static dev.llmops.metrics.text.Samples.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainsTest {

  private static Contains metric(Optional<String> text, boolean ignoreCase, WhiteSpace space) {
    return new Contains(new Contains.Config(text, ignoreCase, space));
  }

  private final Contains plain = metric(Optional.empty(), false, WhiteSpace.TRIM);

  @Test
  void looksForTheExpectedText() {
    assertThat(score(plain, pair("It is Paris.", " Paris\n"))).isEqualTo(1);
    assertThat(score(plain, pair("It is paris.", "Paris"))).isEqualTo(0);
    assertThat(score(plain, pair("", "Paris"))).isEqualTo(0);
  }

  @Test
  void looksForTheConfiguredTextInstead() {
    Contains configured = metric(Optional.of("Lyon"), false, WhiteSpace.TRIM);
    assertThat(score(configured, answered("Lyon it is"))).isEqualTo(1);
    assertThat(score(configured, pair("Paris it is", "Paris"))).isEqualTo(0);
  }

  @Test
  void doesNotApplyWhenThereIsNothingToLookFor() {
    assertThat(result(plain, answered("Paris")).value()).isEmpty();
    assertThat(result(plain, pair("Paris", "  ")).value()).isEmpty();
    assertThat(result(plain, pair("Paris", "  ")).reason()).contains("empty");
  }

  @Test
  void findsWordsInsideOthersWithoutRegardToCase() {
    Contains loose = metric(Optional.empty(), true, WhiteSpace.COLLAPSE);
    assertThat(score(loose, pair("Die\u00a0GROSSE  STRASSE", "große straße"))).isEqualTo(1);
    assertThat(score(loose, pair("ΟΔΟΣΧ", "οδος"))).isEqualTo(1);
  }

  @Test
  void keepsWhiteSpaceOfTheWantedTextWhenTold() {
    Contains exact = metric(Optional.of(" a"), false, WhiteSpace.KEEP);
    assertThat(score(exact, answered("b a"))).isEqualTo(1);
    assertThat(score(exact, answered("ba"))).isEqualTo(0);
  }

  @Test
  void refusesAnEmptyText() {
    assertThatThrownBy(() -> metric(Optional.of(" "), false, WhiteSpace.TRIM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text is empty");
  }

  @Test
  void searchesAMegabyte() {
    String big = "abc 👍 ".repeat(150_000);
    assertThat(score(plain, pair(big + "needle", "needle"))).isEqualTo(1);
    assertThat(score(plain, pair(big, "needle"))).isEqualTo(0);
  }
}
