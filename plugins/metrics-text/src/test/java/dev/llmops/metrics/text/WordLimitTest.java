package dev.llmops.metrics.text;

import static dev.llmops.metrics.text.Samples.answered;
import static dev.llmops.metrics.text.Samples.result;
import static dev.llmops.metrics.text.Samples.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WordLimitTest {

  private final WordLimit three = new WordLimit(new WordLimit.Config(3));

  @Test
  void allowsExactlyTheLimit() {
    assertThat(score(three, answered("one two three"))).isEqualTo(1);
    assertThat(score(three, answered("one two three four"))).isEqualTo(0);
    assertThat(score(three, answered(""))).isEqualTo(1);
  }

  @Test
  void givesTheCountAsTheReason() {
    assertThat(result(three, answered("one two three four")).reason())
        .isEqualTo("4 words, 3 allowed");
  }

  @Test
  void countsRunsBetweenWhiteSpaceOfAnyKind() {
    assertThat(WordLimit.countWords(" a\u00a0b\u3000c\r\n\td\u2029 ")).isEqualTo(4);
    assertThat(WordLimit.countWords("don't well-known 3.14 👩‍👩‍👧")).isEqualTo(4);
    assertThat(WordLimit.countWords("我今天去了北京。")).isEqualTo(1);
    assertThat(WordLimit.countWords(" \n ")).isZero();
  }

  @Test
  void countsAMegabyte() {
    assertThat(WordLimit.countWords("word ".repeat(200_000))).isEqualTo(200_000);
  }

  @Test
  void refusesALimitBelowOne() {
    assertThatThrownBy(() -> new WordLimit.Config(0)).hasMessageContaining("1 or more");
  }
}
