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
  void weighsARareWordMoreThanACommonOne() {
    Examples examples =
        examples("the phone works=yes", "the phone broke=no", "the charger works=yes");

    assertThat(examples.label("the broke", 1)).isEqualTo("no");
    assertThat(examples.label("the charger", 1)).isEqualTo("yes");
  }

  @Test
  void letsOneCloseExampleOutweighSeveralFaintOnes() {
    Examples examples =
        examples(
            "sharp bright screen=good",
            "screen cracked on day one=bad",
            "screen went black in rain=bad",
            "nothing else matters here=bad");

    assertThat(examples.label("bright sharp screen", 3)).isEqualTo("good");
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
