package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server writes to its log, and what it counts. */
class LogIT {

  private static final String UNIT = "jane.doe@example.org";
  private static final String TEXT = "Jane Doe has the flu";

  private final Archive archive = Archive.unpacked();

  @Test
  void everyLineIsAnObjectAndNoneTellsOfPeople() throws JsonProcessingException {
    ServerProcess.Launch launch =
        ServerProcess.Launch.of(
                archive, ServerProcess.ANY_PORT + "providers: { local: { use: local } }\n")
            .with("LLMOPS_LOG_FORMAT", "json")
            .with("LLMOPS_LOG_LEVEL", "DEBUG");
    String output;
    try (ServerProcess server = launch.start()) {
      use(server.http());
      server.terminate(Duration.ofSeconds(30));
      output = server.output();
    }

    assertThat(output).doesNotContain(UNIT).doesNotContain("jane.doe").doesNotContain(TEXT);
    List<String> lines = output.lines().filter(line -> line.startsWith("{")).toList();
    assertThat(lines).hasSizeGreaterThan(10);
    List<String> messages = new ArrayList<>();
    for (String line : lines) {
      JsonNode entry = Http.JSON.readTree(line);
      assertThat(entry.path("level").asText()).matches("TRACE|DEBUG|INFO|WARN|ERROR");
      assertThat(entry.path("timestamp").asLong()).isPositive();
      messages.add(entry.path("formattedMessage").asText());
    }
    // The log is at work: requests are in it, by their route.
    assertThat(messages)
        .anyMatch(message -> message.startsWith("POST /api/v1/experiments/{id}/assignments 200"))
        .anyMatch(message -> message.startsWith("listening on"));
  }

  @Test
  void metricsCountRunsSamplesAndTokens() {
    ServerProcess.Launch launch =
        ServerProcess.Launch.of(
            archive, ServerProcess.ANY_PORT + "providers: { local: { use: local } }\n");
    try (ServerProcess server = launch.start()) {
      new Workload(server.http()).smallRun("exact-match");

      // A run is counted a moment after it is seen to be completed.
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() ->
              assertThat(server.http().get("/metrics").text())
                  .contains(
                      "llmops_evaluation_runs_seconds_count{provider=\"local\",status=\"completed\"}"
                          + " 1")
                  .contains(
                      "llmops_evaluation_samples_total{outcome=\"passed\",provider=\"local\"} 5.0")
                  .contains(
                      "llmops_evaluation_samples_total{outcome=\"failed\",provider=\"local\"} 0.0")
                  .contains(
                      "llmops_evaluation_tokens_total{direction=\"input\",provider=\"local\"}"));
    }
  }

  private static void use(Http http) {
    Workload work = new Workload(http);
    work.prompt("ask", "1.0.0", TEXT + " {{input}}");
    work.dataset("questions", 5, i -> TEXT);
    work.ended(work.start("questions", "ask", "1.0.0", "local", "exact-match", 2));
    String id =
        http.post(
                "/api/v1/experiments",
                """
                {"name": "a", "minSamples": 2, "metrics": [{"name": "good", "kind": "proportion"}],
                 "variants": [{"name": "c", "control": true, "prompt": {"name": "ask", "ref": "1.0.0"}},
                              {"name": "t", "prompt": {"name": "ask", "ref": "1.0.0"}}]}
                """)
            .expect(201)
            .path("id")
            .asText();
    http.post("/api/v1/experiments/" + id + "/start", "{}").expect(200);
    http.post("/api/v1/experiments/" + id + "/assignments", "{\"unit\": \"" + UNIT + "\"}")
        .expect(200);
    http.post(
            "/api/v1/observations",
            """
            {"observations": [{"experiment": "%s", "unit": "%s", "metric": "good", "value": 1},
                              {"experiment": "%s", "unit": "%s", "metric": "bad", "value": 1}]}
            """
                .formatted(id, UNIT, id, UNIT))
        .expect(200);
    // Refused for its contents, and for its form.
    http.post("/api/v1/prompts/ask/render", "{\"variables\": {\"name\": \"" + TEXT + "\"}}")
        .expect(422);
    http.post("/api/v1/prompts", "{\"name\": \"" + UNIT + " " + TEXT + "\"}").expect(422);
    http.post("/api/v1/prompts", "{\"content\": " + TEXT).expect(400);
    http.get("/api/v1/prompts/" + UNIT).expect(404);
  }
}
