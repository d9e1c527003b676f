package dev.llmops.provider.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.provider.local.Prompt.Example;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamplesTest {

  @Test
  void countsWordsInLowerCaseWithApostrophesInside() {
    assertThat(Words.count("Don\u2019t stop, DON'T 'quote' \u00C9t\u00E9 4-inch!"))
        .isEqualTo(
            Map.of("don't", 2, "stop", 1, "quote", 1, "\u00E9t\u00E9", 1, "4", 1, "inch", 1));
  }

  @Test
  void weighsARareWordMoreThanTwoCommonOnes() {
    Examples examples =
        examples("the of alpha=a", "the of beta=a", "the of gamma=a", "rare delta epsilon=b");

    assertThat(examples.label("the of rare", 1)).isEqualTo("b");
  }

  @Test
  void prefersTheShorterOfTwoExamplesThatShareAWord() {
    assertThat(examples("red and much more besides=long", "red=short").label("red", 1))
        .isEqualTo("short");
  }

  @Test
  void letsOneCloseExampleOutweighThreeFainterOnes() {
    // Cosine 1 against three times 0.41: alone the sum of the three would be more.
    Examples examples =
        examples(
            "sharp bright thin flat screen=good",
            "sharp bright thin flat lens=bad",
            "sharp bright thin flat cover=bad",
            "sharp bright thin flat strap=bad",
            "one=other",
            "two=other",
            "three=other",
            "four=other",
            "five=other",
            "six=other");

    assertThat(examples.label("sharp bright thin flat screen", 4)).isEqualTo("good");
  }

  @Test
  void sumsTheVotesOfSimilarExamples() {
    Examples examples =
        examples("alpha beta gamma=one", "alpha beta delta=two", "alpha beta epsilon=two");

    assertThat(examples.label("alpha beta", 1)).isEqualTo("one");
    assertThat(examples.label("alpha beta", 3)).isEqualTo("two");
  }

  @Test
  void answersWithTheFirstOfEqualExamples() {
    assertThat(examples("same words=b", "same words=a").label("same words", 2)).isEqualTo("b");
  }

  @Test
  void fallsBackToTheCommonestLabelWhenNothingIsSimilar() {
    Examples examples = examples("red=warm", "blue=cold", "green=cold");

    assertThat(examples.label("yellow", 3)).isEqualTo("cold");
    assertThat(examples.label("", 3)).isEqualTo("cold");
    assertThat(examples("red=warm", "blue=cold").label("yellow", 3)).isEqualTo("warm");
  }

  @Test
  void answersFromASingleExampleAndFromOneWithoutWords() {
    assertThat(examples("red=warm").label("red", 5)).isEqualTo("warm");
    assertThat(examples("!!!=odd").label("red", 5)).isEqualTo("odd");
  }

  /** Examples written as {@code text=label}. */
  private static Examples examples(String... pairs) {
    return Examples.of(
        Arrays.stream(pairs)
            .map(pair -> pair.split("="))
            .map(parts -> new Example(parts[0], parts[1]))
            .toList());
  }
}
