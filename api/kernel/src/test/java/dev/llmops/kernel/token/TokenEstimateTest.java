package dev.llmops.kernel.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void isWithinATenthForEnglishMarkdownCodeAndJson() throws IOException {
    List<String> reviews = reviews();
    assertThat(reviews).hasSizeGreaterThan(900);
    assertThat(error(reviews)).isCloseTo(0, within(0.02));
    assertThat(error(files("docs", ".md"))).isCloseTo(0, within(0.06));
    assertThat(error(files("core/service/src/main", ".java"))).isCloseTo(0, within(0.08));
    assertThat(error(files("core/server/src/main/resources", ".json"))).isCloseTo(0, within(0.06));
  }

  @Test
  void isWithinAQuarterForNineInTenEnglishSentences() throws IOException {
    List<String> reviews = reviews();
    long close =
        reviews.stream().filter(review -> Math.abs(error(List.of(review))) <= 0.25).count();
    assertThat((double) close / reviews.size()).isGreaterThan(0.9);
  }

  @ParameterizedTest
  @CsvSource({
    "de,-0.20,0", "fr,-0.10,0", "es,-0.10,0", "pt,-0.10,0", "nl,-0.20,0", "it,-0.35,0",
    "pl,-0.40,0", "cs,-0.40,0", "tr,-0.40,0", "fi,-0.45,0", "vi,0,0.30", "ru,0,0.15",
    "uk,-0.25,0", "el,-0.1,0.1", "ar,-0.1,0.1", "he,-0.1,0.1", "hi,-0.1,0.1", "th,-0.1,0.1",
    "zh,0,0.15", "ja,-0.1,0.1", "ko,-0.1,0.1"
  })
  void isOffByWhatTheDocumentationSaysForOtherLanguages(String language, double from, double to)
      throws IOException {
    String texts =
        new String(
            TokenEstimateTest.class.getResourceAsStream("declaration.tsv").readAllBytes(),
            StandardCharsets.UTF_8);
    String text =
        texts
            .lines()
            .filter(line -> line.startsWith(language + "\t"))
            .findFirst()
            .orElseThrow()
            .substring(3);
    assertThat(error(List.of(text))).isBetween(from, to);
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
    // Sixteen million characters of the worst kinds: minutes if a piece were read more than once.
    for (String piece : List.of("-", " \n", "a", "9", "😀")) {
      String text = piece.repeat(4_000_000 / piece.length());
      assertThat(TextTokens.estimate(text)).isPositive();
    }
  }
}
