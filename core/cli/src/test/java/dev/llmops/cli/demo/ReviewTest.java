package dev.llmops.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.cli.demo.Review.Split;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReviewTest {

  private static final Path DATA =
      Path.of("../../distribution/archive/src/main/data/sentiment-amazon.jsonl");

  private final List<Review> reviews = read();
  private final Split split = Review.split(reviews, Demo.POOL_SIZE, Demo.SEED);

  private static List<Review> read() {
    try {
      return Review.read(DATA);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void readsAThousandLabelledReviews() {
    assertThat(reviews).hasSize(1000);
    assertThat(reviews).extracting(Review::label).containsOnly("positive", "negative");
  }

  @Test
  void noScoredTextStandsInAnyPrompt() {
    List<String> prompts =
        List.of(
            Review.prompt("Task", split.pool().subList(0, Demo.FEW_EXAMPLES)),
            Review.prompt("Task", split.pool()),
            Review.prompt("Task", Demo.mislabelled(split.pool())));
    Set<String> shown = new HashSet<>();
    for (String prompt : prompts) {
      prompt
          .lines()
          .filter(line -> line.startsWith("Review: "))
          .map(line -> new Review("", line.substring("Review: ".length()), "").normalisedText())
          .forEach(shown::add);
    }
    assertThat(shown).hasSize(Demo.POOL_SIZE + 1);
    assertThat(split.dataset())
        .hasSizeGreaterThan(700)
        .allSatisfy(review -> assertThat(shown).doesNotContain(review.normalisedText()));
  }

  @Test
  void noTextIsRepeated() {
    assertThat(split.dataset()).extracting(Review::normalisedText).doesNotHaveDuplicates();
  }

  @Test
  void theSeedDecidesTheOrder() {
    assertThat(Review.split(reviews, Demo.POOL_SIZE, Demo.SEED)).isEqualTo(split);
    assertThat(Review.split(reviews, Demo.POOL_SIZE, Demo.SEED + 1)).isNotEqualTo(split);
  }

  @Test
  void everySecondExampleGetsTheWrongLabel() {
    List<Review> wrong = Demo.mislabelled(split.pool());
    for (int i = 0; i < wrong.size(); i++) {
      boolean same = wrong.get(i).label().equals(split.pool().get(i).label());
      assertThat(same).isEqualTo(i % 2 == 1);
    }
  }
}
