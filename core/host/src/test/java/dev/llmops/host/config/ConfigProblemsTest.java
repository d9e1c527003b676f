package dev.llmops.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Matches;
import dev.llmops.spi.config.Max;
import dev.llmops.spi.config.Min;
import dev.llmops.spi.config.NotBlank;
import dev.llmops.spi.config.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigProblemsTest {

  enum Level {
    LOW,
    VERY_HIGH
  }

  record Limits(@Default("8") @Min(1) @Max(64) int maxConcurrent, Duration timeout) {}

  record Settings(
      @Doc("Where to call") URI url,
      Optional<Secret> apiKey,
      @Default("low") Level level,
      @Default("0.5") @Min(0) @Max(1) double mark,
      @Default("x") @NotBlank String title,
      @Default("a-1") @Matches(value = "[a-z]-[0-9]", message = "a letter, a hyphen, a digit")
          String code,
      List<Integer> sizes,
      Map<String, Double> prices,
      Optional<Limits> limits) {

    public Settings {
      if (title.equals("forbidden")) {
        throw new IllegalArgumentException("the title is forbidden for " + url);
      }
    }
  }

  private static List<String> problems(String yaml) {
    return problems(yaml, Map.of());
  }

  private static List<String> problems(String yaml, Map<String, String> environment) {
    ConfigDocument document =
        ConfigDocument.parse(yaml, "c.yaml", Path.of("/nowhere"), environment);
    List<Problem> all = new ArrayList<>(document.problems());
    all.addAll(ConfigBinder.bind(Settings.class, document.root()).problems());
    return all.stream().map(Problem::toString).toList();
  }

  @Test
  void tellsEveryMistakeAtOnceWithItsPlace() {
    assertThat(
            problems(
                """
                url: not a url
                levle: low
                level: hihg
                mark: 1.5
                title: "  "
                code: A1
                sizes: [1, two, 3]
                prices:
                  in: cheap
                limits:
                  max-concurrent: 0
                """))
        .containsExactly(
            "c.yaml:1:6 url — must be a URL, was \"not a url\" — write it like https://host/path",
            "c.yaml:2:1 levle — unknown key — did you mean \"level\"?",
            "c.yaml:3:8 level — must be one of low, very-high, was \"hihg\""
                + " — write one of them",
            "c.yaml:4:7 mark — must be at most 1, was 1.5 — change the value",
            "c.yaml:5:8 title — must hold more than white space, was \"  \" — change the value",
            "c.yaml:6:7 code — must be a letter, a hyphen, a digit, was \"A1\""
                + " — change the value",
            "c.yaml:7:12 sizes[1] — must be an integer, was \"two\" — write digits, such as 42",
            "c.yaml:9:7 prices.in — must be a number, was \"cheap\" — write it like 0.5",
            "c.yaml:11:3 limits.timeout — required, but not given — add timeout: duration",
            "c.yaml:11:19 limits.max-concurrent — must be at least 1, was 0 — change the value");
  }

  @Test
  void namesAMissingKeyWithItsTypeAndPurpose() {
    assertThat(problems(""))
        .containsExactly("c.yaml:1:1 url — required, but not given — add url: URL (Where to call)");
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    assertThat(problems("url: https://a\nmark: 0\nurl: https://b\n"))
        .containsExactly(
            "c.yaml:3:1 url — the key is here a second time, first in line 1 — remove one of them");
  }

  @Test
  void tellsWhereTheYamlBreaks() {
    assertThat(problems("url: https://a\nmark: [1, 2\ntitle: x\n"))
        .first()
        .asString()
        .matches("(?s)c\\.yaml:[23]:\\d+ — not valid YAML: .* — correct the line");
  }

  @Test
  void doesNotQuoteTheSourceOfBrokenYaml() {
    assertThat(String.join("\n", problems("api-key: \"s3cret-value\n"))).doesNotContain("s3cret");
  }

  @Test
  void refusesASecondDocumentAndAnAlias() {
    assertThat(problems("url: https://a\n---\nmark: 1\n"))
        .containsExactly("c.yaml:3:1 — a second document begins here — remove it");
    assertThat(problems("url: &u https://a\ntitle: *u\n"))
        .containsExactly("c.yaml:2:8 title — YAML aliases are not supported — repeat the value");
  }

  @Test
  void refusesYamlThatIsNestedDeeply() {
    assertThat(problems("url: " + "[".repeat(10_000)))
        .first()
        .asString()
        .contains("not valid YAML");
  }

  @Test
  void tellsWhichReferencesHaveNoValueAndNothingMore() {
    assertThat(problems("url: \"${env:NO_SUCH}\"\nmark: \"${file:gone.txt}\"\n"))
        .containsExactly(
            "c.yaml:1:6 url — the environment variable NO_SUCH is not set"
                + " — set NO_SUCH before the start, or write the value here",
            "c.yaml:2:7 mark — the file gone.txt cannot be read (NoSuchFileException)"
                + " — create it, or let this user read it; relative paths start at /nowhere");
  }

  @Test
  void neverShowsAReferencedValue() {
    Map<String, String> environment = Map.of("V", "s3cret");
    for (String yaml :
        List.of(
            "url: \"${env:V}\"",
            "url: https://a\nmark: \"${env:V}\"",
            "url: https://a\nlevel: \"${env:V}\"",
            "url: https://a\ncode: \"${env:V}\"",
            "url: https://a\nsizes: [\"${env:V}\"]",
            "url: \"https://${env:V}\"\ntitle: forbidden",
            "url: https://s3cret\napi-key: s3cret\ntitle: forbidden")) {
      assertThat(problems(yaml, environment))
          .isNotEmpty()
          .allSatisfy(problem -> assertThat(problem).doesNotContain("s3cret"));
    }
  }

  @Test
  void turnsARecordsOwnExceptionIntoAProblemAtItsPlace() {
    assertThat(problems("title: forbidden\nurl: https://a\n"))
        .containsExactly("c.yaml:1:1 — the title is forbidden for https://a — change the values");
  }

  @Test
  void tellsThatAFileIsMissingOrNotText(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("c.yaml");
    assertThat(ConfigDocument.parse(file).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.code()).isEqualTo("LLM-CFG-001"));
    Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE, 0, 1});
    assertThat(ConfigDocument.parse(file).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("UTF-8"));
  }
}
