package dev.llmops.kernel.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptMessage.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds estimates against the real vocabulary on real texts: the demo's reviews, this repository's
 * documentation, sources and JSON, and the Universal Declaration of Human Rights.
 */
class TokenEstimateTest {

  private static final Encoding ORACLE =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

  private static Path root() {
    Path folder = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static List<String> files(String folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.walk(root().resolve(folder))) {
      return files
          .filter(file -> file.toString().endsWith(suffix) && !file.toString().contains("/target/"))
          .sorted()
          .map(TokenEstimateTest::read)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> reviews() throws IOException {
    List<String> reviews = new ArrayList<>();
    for (String line :
        Files.readAllLines(
            root().resolve("distribution/archive/src/main/data/sentiment-amazon.jsonl"))) {
      JsonNode review = new ObjectMapper().readTree(line);
      reviews.add(review.get("input").asText());
    }
    return reviews;
  }

  /** By how much all estimates together are off, 0.1 for a tenth too many. */
  private static double error(List<String> texts) {
    double estimated = texts.stream().mapToDouble(TextTokens::estimate).sum();
    long counted = texts.stream().mapToLong(ORACLE::countTokens).sum();
    return estimated / counted - 1;
  }

  private static String declaration(String language) throws IOException {
    String texts =
        new String(
            TokenEstimateTest.class.getResourceAsStream("declaration.tsv").readAllBytes(),
            StandardCharsets.UTF_8);
    return texts
        .lines()
        .filter(line -> line.startsWith(language + "\t"))
        .findFirst()
        .orElseThrow()
        .substring(3);
  }

  @Test
  void isRightForEnglishReviewsTakenTogether() throws IOException {
    List<String> reviews = reviews();
    assertThat(reviews).hasSize(1_000);
    assertThat(error(reviews)).isCloseTo(0.001, within(0.0005));
  }

  @Test
  void isWithinASixthForNineInTenEnglishReviews() throws IOException {
    List<Double> errors =
        reviews().stream().map(review -> Math.abs(error(List.of(review)))).sorted().toList();
    assertThat(errors.get(errors.size() / 2)).isCloseTo(0.04, within(0.005));
    assertThat(errors.stream().filter(error -> error <= 0.17).count())
        .isGreaterThan(errors.size() * 9L / 10);
  }

  @ParameterizedTest
  @CsvSource({
    "docs,.md",
    "core/service/src/main,.java",
    "core/server/src/main/resources,.json",
    "plugins/storage-sqlite/src/main/resources,.sql",
    "distribution/bench,.py"
  })
  void isOffByWhatTheDocumentationSaysForMarkdownCodeAndJson(String folder, String suffix)
      throws IOException {
    assertThat(error(files(folder, suffix))).isBetween(-0.04, 0.06);
  }

  /** In full percents, as the page has them. */
  @ParameterizedTest
  @CsvSource({
    "es,-5,-2", "pt,-5,-2", "fr,-5,-2", "nl,-13,-13", "de,-16,-16", "it,-41,-30", "pl,-41,-30",
    "cs,-41,-30", "tr,-41,-30", "fi,-41,-30", "vi,23,23", "ru,9,9", "uk,-18,-18", "zh,8,8"
  })
  void isOffByWhatTheDocumentationSaysForOtherLanguages(String language, long from, long to)
      throws IOException {
    assertThat(Math.round(100 * error(List.of(declaration(language))))).isBetween(from, to);
  }

  @ParameterizedTest
  @ValueSource(strings = {"el", "ar", "he", "hi", "th", "ja", "ko"})
  void isWithinATwentiethForScriptsOfTheirOwn(String language) throws IOException {
    assertThat(error(List.of(declaration(language)))).isCloseTo(0, within(0.05));
  }

  @Test
  void countsWhatGoesAroundMessages() {
    PromptMessage word = new PromptMessage(Role.USER, "Hello");
    assertThat(TokenEstimate.of(List.of(word))).isEqualTo(new TokenEstimate(8, "heuristic"));
    assertThat(TokenEstimate.of(List.of(word, word)).estimate()).isEqualTo(13);
    assertThat(TokenEstimate.of(List.of(new PromptMessage(Role.USER, ""))).estimate()).isEqualTo(7);
  }

  @Test
  void takesTimeLinearInTheText() {
    // A moment each; an hour if a piece were read again for every one of its characters.
    for (String piece : List.of("-", " \n", "a", "9", "😀")) {
      String text = piece.repeat(4_000_000 / piece.length());
      double estimate =
          assertTimeoutPreemptively(Duration.ofSeconds(30), () -> TextTokens.estimate(text), piece);
      assertThat(estimate).isPositive();
    }
  }
}
