package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunApiIT {

  private static final String RUNS = "/api/v1/runs";
  private static final String ALERTS = "/api/v1/alerts";

  @TempDir static Path folder;

  private static LocalHttp outside;
  private static ServerFixture server;

  @BeforeAll
  static void start() throws Exception {
    outside = new LocalHttp();
    server =
        ServerFixture.start(
            folder,
            """
            providers:
              slow: { use: openai, base-url: "%1$s/v1", model: m, max-retries: 0 }
              gone: { use: openai, base-url: "http://127.0.0.1:9/v1", model: m, max-retries: 0 }
            metrics:
              brief: { use: word-limit, max: 3 }
            sinks:
              hook: { use: webhook, url: "%1$s/hook" }
            """
                .formatted(outside.url()));
    server.prompt("sentiment", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.prompt("sentiment", "2.0.0", Reviews.BAD_PROMPT, "review");
    server.dataset("reviews", Reviews.samples(60));
  }

  @AfterAll
  static void stop() {
    outside.close();
    server.close();
  }

  private static String body(String version, String provider, String more) {
    return """
    {"dataset":"reviews","prompt":{"name":"sentiment","ref":"%s"},"provider":"%s",
     "metrics":[{"metric":"exact-match"},{"metric":"latency"},{"metric":"brief"}]%s}\
    """
        .formatted(version, provider, more);
  }

  private static String run(String version, String more) {
    return server.post(RUNS, body(version, "local", more)).expect(201).textAt("/id");
  }

  private static String completed(String version) {
    String id = run(version, "");
    assertThat(server.ended(id).textAt("/status")).isEqualTo("completed");
    return id;
  }

  @Test
  void aRunScoresEverySampleAndSumsUp() {
    Answer created = server.post(RUNS, body("1.0.0", "local", ",\"concurrency\":4")).expect(201);
    assertThat(created.header("Location")).contains(RUNS + "/" + created.textAt("/id"));
    assertThat(created.textAt("/spec/promptVersion")).isEqualTo("1.0.0");
    assertThat(created.textAt("/name")).isEqualTo("sentiment 1.0.0 on reviews");

    Answer run = server.ended(created.textAt("/id"));

    assertThat(run.textAt("/status")).isEqualTo("completed");
    JsonNode summary = run.at("/summary");
    assertThat(summary.at("/total").asInt()).isEqualTo(60);
    assertThat(summary.at("/scored").asInt()).isEqualTo(60);
    assertThat(summary.at("/passRate").asDouble()).isEqualTo(1);
    assertThat(summary.at("/metrics/0/mean").asDouble()).isEqualTo(1);
    assertThat(summary.at("/latencyMillis/p99").asDouble())
        .isGreaterThanOrEqualTo(summary.at("/latencyMillis/p50").asDouble());
    assertThat(run.at("/progress/done").asInt()).isEqualTo(60);
  }

  @Test
  void everythingThatIsMissingIsToldAtOnce() {
    Answer refused =
        server
            .post(
                RUNS,
                """
                {"dataset":"reviwes","prompt":{"name":"sentimnet"},"provider":"locla",
                 "metrics":[{"metric":"exact-mtach"},{"metric":"latency"},{"metric":"latency"}],"concurrency":0}\
                """)
            .expect(422);

    assertThat(refused.code()).isEqualTo("LLM-EVL-001");
    assertThat(refused.problems().keySet())
        .containsExactlyInAnyOrder(
            "/dataset", "/prompt", "/provider", "/metrics/0", "/metrics/2", "/concurrency");
    assertThat(refused.problems().get("/dataset")).contains("reviews");
    assertThat(refused.problems().get("/prompt")).contains("sentiment");
    assertThat(refused.problems().get("/provider")).contains("local");
    assertThat(refused.problems().get("/metrics/0")).contains("exact-match");
    assertThat(server.post(RUNS, "{}").expect(422).problems())
        .containsKeys("/dataset", "/prompt", "/provider", "/metrics");
  }

  @Test
  void oddBodiesAreRefusedWithTheirPlace() {
    assertThat(server.post(RUNS, "{\"metrics\":[null]}").expect(422).problems())
        .containsOnlyKeys("/metrics/0");
    assertThat(server.post(RUNS, "{\"prompt\":{\"name\":null}}").expect(422).problems())
        .containsOnlyKeys("/prompt/name");
    assertThat(
            server
                .post(RUNS, body("1.0.0", "local", ",\"datasetVersion\":7"))
                .expect(422)
                .problems())
        .containsOnlyKeys("/datasetVersion");
    assertThat(server.post(RUNS, body("9.9.9", "local", "")).expect(422).problems())
        .containsOnlyKeys("/prompt");
    assertThat(
            server.post(RUNS, body("1.0.0", "local", ",\"parameters\":[]")).expect(422).problems())
        .containsOnlyKeys("/parameters");
    assertThat(
            server
                .post(
                    RUNS,
                    body("1.0.0", "local", "")
                        .replace("\"exact-match\"}", "\"exact-match\",\"pass\":{\"min\":2}}"))
                .expect(422)
                .problems())
        .containsOnlyKeys("/metrics/0");
    assertThat(
            server
                .post(RUNS, body("1.0.0", "local", ",\"conurrency\":1"))
                .expect(422)
                .problems()
                .get("/conurrency"))
        .contains("concurrency");
  }

  @Test
  void aRunWaitsUntilItIsStarted() {
    String id = run("1.0.0", ",\"start\":false");
    assertThat(server.get(RUNS + "/" + id).textAt("/status")).isEqualTo("pending");
    server.post(RUNS + "/" + id + "/start").expect(200);
    server.ended(id);

    server.post(RUNS + "/" + id + "/start").expect(409);
    server.post(RUNS + "/" + id + "/cancel").expect(409);
    assertThat(server.post(RUNS + "/nothing/start").expect(404).code()).isNotBlank();
  }

  @Test
  void aRunIsCancelledWhileItWorksAndKeepsWhatItFound() throws Exception {
    String id =
        server.post(RUNS, body("1.0.0", "slow", ",\"concurrency\":2")).expect(201).textAt("/id");
    outside.awaitAsked();
    assertThat(server.get(RUNS + "/" + id).textAt("/status")).isEqualTo("running");
    String other = run("1.0.0", ",\"start\":false");
    assertThat(
            server
                .get("/api/v1/runs:compare?baseline=" + other + "&candidate=" + id)
                .expect(409)
                .code())
        .startsWith("LLM-EVL-");
    server.get("/api/v1/runs:compare?baseline=" + id + "&candidate=" + id).expect(422);

    Answer cancelled = server.post(RUNS + "/" + id + "/cancel").expect(200);

    assertThat(cancelled.textAt("/status")).isEqualTo("cancelled");
    assertThat(cancelled.at("/summary/scored").asInt()).isZero();
    assertThat(cancelled.at("/summary/passRate").isNull()).isTrue();
    server.post(RUNS + "/" + id + "/cancel").expect(200);
    assertThat(server.get(RUNS + "?status=cancelled").items("id")).contains(id);
  }

  @Test
  void aRunIsFollowedToItsEnd() {
    String id = run("1.0.0", ",\"concurrency\":1");

    Answer followed = server.get(RUNS + "/" + id + "/events").expect(200);

    assertThat(followed.header("Content-Type")).hasValue("text/event-stream");
    assertThat(followed.text()).startsWith("retry: ").contains("event: progress\n");
    assertThat(followed.text())
        .endsWith(
            """
            id: end
            event: end
            data: {"status":"completed","total":60,"done":60,"passed":60,"notPassed":0,"failed":0,"skipped":0}

            """);
    server.get(RUNS + "/" + id + "/events", "Last-Event-ID", "end").expect(204);
    assertThat(server.get(RUNS + "/" + id + "/events", "Last-Event-ID", "7").text())
        .contains("event: end\n");
    server.get(RUNS + "/nothing/events").expect(404);
  }

  @Test
  void aProviderThatFailsGivesNoScores() {
    String id = server.post(RUNS, body("1.0.0", "gone", "")).expect(201).textAt("/id");

    Answer run = server.ended(id);

    assertThat(run.at("/summary/failed").asInt()).isEqualTo(60);
    assertThat(run.at("/summary/scored").asInt()).isZero();
    assertThat(run.at("/summary/failureReasons").size()).isEqualTo(1);
    Answer failed = server.get(RUNS + "/" + id + "/samples?failed=true&limit=5").expect(200);
    assertThat(failed.items("outcome")).containsOnly("failed").hasSize(5);
    assertThat(failed.textAt("/items/0/failure/code")).startsWith("provider:");
    assertThat(failed.at("/items/0/answer").isNull()).isTrue();
    assertThat(server.get(RUNS + "/" + id + "/samples?passed=true").items("id")).isEmpty();
  }

  @Test
  void samplesAreFilteredAndPaged() {
    String id = completed("2.0.0");

    assertThat(server.get(RUNS + "/" + id + "/samples?passed=true").items("sampleId")).isEmpty();
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      Answer page =
          server.get(RUNS + "/" + id + "/samples?passed=false&limit=25" + cursor).expect(200);
      assertThat(page.items("outcome")).containsOnly("not_passed");
      seen.addAll(page.items("sampleId"));
      pages++;
      cursor = page.at("/nextCursor").isNull() ? "" : "&cursor=" + page.textAt("/nextCursor");
    } while (!cursor.isEmpty());
    assertThat(pages).isEqualTo(3);
    assertThat(seen).hasSize(60).doesNotHaveDuplicates().startsWith("s0", "s1", "s2");
    String both = RUNS + "/" + id + "/samples?limit=100&passed=";
    assertThat(server.get(both + "false&failed=false").items("outcome")).hasSize(60);
    assertThat(server.get(both + "true&failed=true").expect(200).items("outcome")).isEmpty();
    server.get(RUNS + "/nope/samples?passed=true&failed=true").expect(404);
    assertThat(server.get(RUNS + "/" + id).header("ETag")).isPresent();
    assertThat(server.get(RUNS + "/" + id + "/samples?passed=yes").expect(422).problems())
        .containsOnlyKeys("?passed");
  }

  @Test
  void runsAreFilteredAndTheirListIsPagedWhileOthersAreAdded() {
    String from = ServerFixture.now();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.addFirst(run("1.0.0", ",\"start\":false,\"model\":\"nearest-example\""));
    }
    String filter = RUNS + "?prompt=sentiment&dataset=reviews&model=nearest-example&status=pending";
    List<String> seen = new ArrayList<>();
    String cursor = "";
    do {
      Answer page = server.get(filter + "&limit=2&from=" + from + cursor).expect(200);
      seen.addAll(page.items("id"));
      run("1.0.0", ",\"start\":false,\"model\":\"nearest-example\"");
      cursor = page.at("/nextCursor").isNull() ? "" : "&cursor=" + page.textAt("/nextCursor");
    } while (!cursor.isEmpty());

    assertThat(seen).containsExactlyElementsOf(ids);
    assertThat(server.get(filter + "&to=" + from).items("id")).isEmpty();
    server.get(RUNS + "?from=yesterday").expect(422);
    assertThat(server.get(RUNS + "?stauts=pending").expect(422).problems().get("?stauts"))
        .contains("status");
  }

  @Test
  void twoRunsAreComparedAndAFallIsTold() {
    String good = completed("1.0.0");
    String bad = completed("2.0.0");

    Answer comparison =
        server.get("/api/v1/runs:compare?baseline=" + good + "&candidate=" + bad).expect(200);

    assertThat(comparison.at("/pairs").asInt()).isEqualTo(60);
    assertThat(comparison.at("/regressed").asBoolean()).isTrue();
    assertThat(comparison.at("/passRate/difference").asDouble()).isEqualTo(-1);
    assertThat(comparison.textAt("/passRate/verdict")).isEqualTo("worse");
    assertThat(comparison.at("/passRate/pValue").asDouble()).isLessThan(0.001);
    assertThat(server.get("/api/v1/runs:compare?baseline=" + good).expect(422).problems())
        .containsOnlyKeys("?candidate");
    server.get("/api/v1/runs:compare?baseline=" + good + "&candidate=nothing").expect(404);

    String alert =
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () ->
                    server
                        .get(ALERTS + "?severity=critical&source=run&type=regression")
                        .json()
                        .get("items")
                        .findParents("sourceId")
                        .stream()
                        .filter(item -> item.get("sourceId").asText().equals(bad))
                        // The metric fell as well, which is an alert of its own.
                        .filter(item -> !item.hasNonNull("metric"))
                        .map(item -> item.get("id").asText())
                        .toList(),
                ids -> ids.size() == 1)
            .get(0);
    Answer delivered =
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> server.get(ALERTS + "/" + alert).expect(200),
                answer ->
                    answer.at("/deliveries").size() == 2
                        && answer.at("/deliveries").findValuesAsText("state").stream()
                            .allMatch("delivered"::equals));
    assertThat(delivered.textAt("/message")).contains("100.0 %", "0.0 %", "sentiment");
    assertThat(outside.received()).anyMatch(text -> text.contains(alert));
    acknowledge(alert);
  }

  private static void acknowledge(String alert) {
    assertThat(server.get(ALERTS + "?acknowledged=false").items("id")).contains(alert);
    Answer seen =
        server.post(ALERTS + "/" + alert + "/acknowledge", "{\"comment\":\"on it\"}").expect(200);

    assertThat(seen.textAt("/acknowledgement/comment")).isEqualTo("on it");
    assertThat(seen.textAt("/acknowledgement/by")).isEqualTo("anonymous");
    assertThat(server.get(ALERTS + "?acknowledged=false").items("id")).doesNotContain(alert);
    assertThat(server.get(ALERTS + "?acknowledged=true&type=regression").items("id"))
        .contains(alert);
    assertThat(server.get("/api/v1/audit?resource=alert/" + alert).items("action"))
        .contains("alert.raise", "alert.acknowledge");
    server.post(ALERTS + "/nothing/acknowledge").expect(404);
    assertThat(server.get(ALERTS + "?severity=high").expect(422).problems().get("?severity"))
        .contains("critical");
  }
}
