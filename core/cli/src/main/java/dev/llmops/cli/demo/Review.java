package dev.llmops.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * One labelled sentence of a product review.
 *
 * @param id names it
 * @param text the sentence
 * @param label {@code positive} or {@code negative}
 */
record Review(String id, String text, String label) {

  Review {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(text, "text is null");
    Objects.requireNonNull(label, "label is null");
  }

  /**
   * The reviews parted in two, without a text in common.
   *
   * @param pool examples to put into prompts
   * @param dataset what prompts are scored on
   */
  record Split(List<Review> pool, List<Review> dataset) {

    Split {
      pool = List.copyOf(pool);
      dataset = List.copyOf(dataset);
    }
  }

  /** Reads one review a line. */
  static List<Review> read(Path file) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<Review> reviews = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode node = mapper.readTree(line);
      reviews.add(
          new Review(
              node.path("id").asText(),
              node.path("input").asText(),
              node.path("expected").asText()));
    }
    return reviews;
  }

  /** Shuffles by a seed, removes repeated texts, and takes the first ones as the pool. */
  static Split split(List<Review> reviews, int poolSize, long seed) {
    List<Review> shuffled = new ArrayList<>(reviews);
    Collections.shuffle(shuffled, new Random(seed));
    Set<String> seen = new HashSet<>();
    List<Review> unique =
        shuffled.stream().filter(review -> seen.add(review.normalisedText())).toList();
    return new Split(unique.subList(0, poolSize), unique.subList(poolSize, unique.size()));
  }

  /** The text without differences in letter case and white space, which would hide a repeat. */
  String normalisedText() {
    return text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  /** A prompt that shows these reviews as examples and asks for the label of {@code {{input}}}. */
  static String prompt(String task, List<Review> examples) {
    StringBuilder prompt = new StringBuilder(task).append("\n\n");
    for (Review example : examples) {
      prompt
          .append("Review: ")
          .append(example.text())
          .append("\nLabel: ")
          .append(example.label())
          .append("\n\n");
    }
    return prompt.append("Review: {{input}}\nLabel:").toString();
  }
}
