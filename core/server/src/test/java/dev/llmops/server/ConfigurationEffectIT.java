package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other values than the defaults change. */
class ConfigurationEffectIT {

  private static final String RUNS = "/api/v1/runs";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server =
        ServerFixture.start(
            folder,
            """
            experiments: { min-samples: 37, confidence: 0.9 }
            evaluation: { auto: false, pass-mark: 0.85, concurrency: 3 }
            thresholds: { pass-rate: 0.95, metrics: { levenshtein: 0.82 } }
            """);
    server.prompt("sentiment", "1.0.0", Reviews.GOOD_PROMPT, "review");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String sample(int i, String expected) {
    return "{\"id\":\"s%d\",\"input\":{\"review\":\"excellent wonderful thing %d\"},\"expected\":\"%s\"}\n"
        .formatted(i, i, expected);
  }

  private static String body(String dataset, String metric) {
    return """
    {"dataset":"%s","prompt":{"name":"sentiment"},"provider":"local","metrics":[{"metric":"%s"}]}\
    """
        .formatted(dataset, metric);
  }

  private static Answer completed(String dataset, String metric) {
    Answer created = server.post(RUNS, body(dataset, metric)).expect(201);
    Answer ended = server.ended(created.textAt("/id"));
    assertThat(ended.textAt("/status")).isEqualTo("completed");
    return ended;
  }

  private static List<JsonNode> alertsOf(String run, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              List<JsonNode> found = new ArrayList<>();
              server
                  .get("/api/v1/alerts?type=threshold&limit=500")
                  .expect(200)
                  .at("/items")
                  .forEach(alert -> {
                    if (alert.path("sourceId").asText().equals(run)) {
                      found.add(alert);
                    }
                  });
              return found;
            },
            found -> found.size() == count);
  }

  @Test
  void experimentsThatDoNotSayTakeTheConfiguredSamplesAndConfidence() {
    Answer created =
        server
            .post(
                "/api/v1/experiments",
                """
                {"name":"greeting","variants":[{"name":"control","control":true},{"name":"short"}],
                 "metrics":[{"name":"converted","kind":"proportion"}]}
                """)
            .expect(201);

    assertThat(created.at("/minSamples").asInt()).isEqualTo(37);
    assertThat(created.at("/confidence").asDouble()).isEqualTo(0.9);
  }

  /** "positive" has a likeness of 0.8 to "positively", which is above the mark by default. */
  @Test
  void aScoreBelowTheConfiguredMarkFailsAndAMeanBelowItsLimitIsAnAlert() {
    String samples =
        IntStream.range(0, 5).mapToObj(i -> sample(i, "positively")).collect(Collectors.joining());
    server.dataset("near", samples);

    Answer run = completed("near", "levenshtein");

    assertThat(run.at("/spec/concurrency").asInt()).isEqualTo(3);
    assertThat(run.at("/summary/metrics/0/mean").asDouble()).isEqualTo(0.8);
    assertThat(run.at("/summary/passRate").asDouble()).isZero();
    assertThat(alertsOf(run.textAt("/id"), 2))
        .extracting(alert -> alert.path("metric").asText())
        .contains("levenshtein");
  }

  /** 0.9 is enough by default. */
  @Test
  void aPassRateBelowTheConfiguredLeastIsAnAlert() {
    String samples =
        IntStream.range(0, 10)
            .mapToObj(i -> sample(i, i == 0 ? "negative" : "positive"))
            .collect(Collectors.joining());
    server.dataset("mixed", samples);

    Answer run = completed("mixed", "exact-match");

    assertThat(run.at("/summary/passRate").asDouble()).isEqualTo(0.9);
    assertThat(alertsOf(run.textAt("/id"), 1).getFirst().path("message").asText())
        .contains("90.0 %", "95.0 %");
  }

  @Test
  void withoutAutomaticEvaluationABoundPromptIsLeftAlone() {
    server.prompt("bound", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.dataset("reviews", Reviews.samples(4));
    String binding = "/api/v1/prompts/bound/evaluation";
    String body =
        "{\"datasets\":[{\"name\":\"reviews\"}],\"provider\":\"local\",\"metrics\":[{\"metric\":\"exact-match\"}]}";
    assertThat(server.put(binding, body).expect(200).at("/on").asBoolean()).isFalse();

    server.prompt("bound", "2.0.0", Reviews.BAD_PROMPT, "review");

    // An evaluation is queued, and shown as pending, together with the version.
    assertThat(server.get(binding).expect(200).at("/recent")).isEmpty();
  }
}
