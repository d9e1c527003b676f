package dev.llmops.metrics.text;

import static dev.llmops.metrics.text.Samples.answered;
import static dev.llmops.metrics.text.Samples.result;
import static dev.llmops.metrics.text.Samples.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmops.metrics.text.RegexMatch.Match;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexMatchTest {

  private static RegexMatch metric(String pattern, Match match) {
    return new RegexMatch(new RegexMatch.Config(pattern, match, false, WhiteSpace.TRIM));
  }

  @Test
  void matchesAnywhereOrTheWholeAnswer() {
    assertThat(score(metric("\\d+", Match.ANYWHERE), answered("about 42 or so"))).isEqualTo(1);
    assertThat(score(metric("\\d+", Match.WHOLE), answered("about 42 or so"))).isEqualTo(0);
    assertThat(score(metric("\\d+", Match.WHOLE), answered(" 42\n"))).isEqualTo(1);
    assertThat(score(metric("\\d+", Match.ANYWHERE), answered(""))).isEqualTo(0);
    assertThat(score(metric("\\d*", Match.WHOLE), answered(""))).isEqualTo(1);
  }

  @Test
  void saysWhichPatternDidNotMatch() {
    assertThat(result(metric("^yes", Match.ANYWHERE), answered("no")).reason()).contains("^yes");
  }

  @Test
  void treatsCaseAndWhiteSpaceAsToldTo() {
    RegexMatch loose =
        new RegexMatch(new RegexMatch.Config("^a b$", Match.ANYWHERE, true, WhiteSpace.COLLAPSE));
    RegexMatch exact =
        new RegexMatch(new RegexMatch.Config("^a b$", Match.ANYWHERE, false, WhiteSpace.KEEP));
    assertThat(score(loose, answered(" A \n B "))).isEqualTo(1);
    assertThat(score(exact, answered(" a b"))).isEqualTo(0);
  }

  @Test
  void matchesCodePointsAndScripts() {
    assertThat(score(metric(".", Match.WHOLE), answered("👍"))).isEqualTo(1);
    assertThat(score(metric("\\p{Greek}{4}", Match.WHOLE), answered("οδος"))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "a(b, 2, missing closing )",
    "a(b)(c[)], 5, missing closing )",
    "a[b, 2, missing closing ]",
    "ab**, 3, repetition",
    "a*|*b, 4, missing argument",
    "x{1001}, 2, repeat count",
    "a\\q, 2, escape",
    "abc\\, 4, trailing backslash",
    "a(?=b), 2, Perl",
    "[b-a], 2, range"
  })
  void namesThePlaceOfAMistake(String pattern, int position, String what) {
    assertThatThrownBy(() -> metric(pattern, Match.WHOLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position " + position + ":")
        .hasMessageContaining(what);
  }

  @Test
  void refusesAPatternOfMoreThanAThousandCharacters() {
    assertThat(metric("a".repeat(1000), Match.WHOLE)).isNotNull();
    assertThatThrownBy(() -> metric("a".repeat(1001), Match.WHOLE))
        .hasMessageContaining("1001 characters, at most 1000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{1000}){1000}){1000}",
        "(a{1000}){1000}",
        "x((?:a|[b{}]{500})+){500}y",
        "(\\p{Greek}{100}){101}",
        "((((a{0,30}){0,30}){0,30}){0,30}){0,30}"
      })
  void refusesCountsThatMultiplyBeyondReason(String pattern) {
    assertThatThrownBy(() -> metric(pattern, Match.WHOLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("too large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\d{500}-\\d{500}",
        "\\Q(a{1000}){1000}{1000}\\E",
        "[(]{1000}[^]{}]{1000}",
        "a{,5}{b}",
        "\\x{1F600}{9}"
      })
  void acceptsWhatOnlyLooksLarge(String pattern) {
    assertThat(metric(pattern, Match.WHOLE)).isNotNull();
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void staysLinearOnPatternsThatOthersChokeOn() {
    String big = "a".repeat(1_000_000);
    assertThat(score(metric("(a+)+$", Match.WHOLE), answered(big))).isEqualTo(1);
    assertThat(score(metric("(a|aa)+b", Match.ANYWHERE), answered(big))).isEqualTo(0);
  }
}
