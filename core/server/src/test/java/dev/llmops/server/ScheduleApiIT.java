package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleApiIT {

  private static final String SCHEDULES = "/api/v1/schedules";
  private static final String EVALUATION = "/api/v1/prompts/sentiment/evaluation";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.start(folder);
    server.prompt("sentiment", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.dataset("reviews", Reviews.samples(20));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String body(String more) {
    return """
    {"name":"nightly","run":{"description":"watches the night","dataset":"reviews","prompt":{"name":"sentiment"},"provider":"local",
     "metrics":[{"metric":"exact-match","pass":{"min":0.5}}],"metadata":{"team":"a"},
     "timeout":"90m","sampleTimeout":"20s"}%s}
    """
        .formatted(more);
  }

  private static Answer patch(String path, String body, String... headers) {
    return server.send("PATCH", path, Optional.of(body), headers);
  }

  @Test
  void aScheduleIsMadeReadChangedAndDeleted() {
    Answer created =
        server
            .post(SCHEDULES, body(",\"cron\":\"30 2 * * *\",\"zone\":\"Europe/Berlin\""))
            .expect(201);
    String path = created.header("Location").orElseThrow();
    assertThat(created.textAt("/cron")).isEqualTo("30 2 * * *");
    assertThat(created.textAt("/nextAt")).endsWith(":30:00Z");
    assertThat(created.at("/run/metrics/0/pass/min").asDouble()).isEqualTo(0.5);
    assertThat(created.textAt("/run/timeout")).isEqualTo("PT1H30M");
    assertThat(created.textAt("/run/sampleTimeout")).isEqualTo("PT20S");
    assertThat(server.get(SCHEDULES + "?prompt=sentiment&dataset=reviews&paused=false").items("id"))
        .contains(created.textAt("/id"));
    assertThat(server.get(SCHEDULES + "?prompt=other").items("id")).isEmpty();

    Answer paused =
        patch(path, "{\"paused\":true}", "If-Match", created.header("ETag").orElseThrow())
            .expect(200);
    assertThat(paused.at("/nextAt").isNull()).isTrue();
    assertThat(
            patch(path, "{\"paused\":false}", "If-Match", created.header("ETag").orElseThrow())
                .expect(412)
                .at("/current/paused")
                .asBoolean())
        .isTrue();
    Answer resumed = patch(path, "{\"paused\":false,\"every\":\"6h\"}").expect(200);
    assertThat(resumed.textAt("/every")).isEqualTo("PT6H");
    assertThat(resumed.at("/cron").isNull()).isTrue();
    server.get(path, "If-None-Match", resumed.header("ETag").orElseThrow()).expect(304);

    server.restart();
    assertThat(server.get(path).expect(200).json()).isEqualTo(resumed.json());
    server.delete(path).expect(204);
    server.get(path).expect(404);
    assertThat(
            server.get("/api/v1/audit?resource=schedule/" + created.textAt("/id")).items("action"))
        .containsExactly("schedule.delete", "schedule.resume", "schedule.pause", "schedule.create");
  }

  @Test
  void itsRunsAreFoundFromItAndRunAtOnceWhenAskedFor() {
    Answer created =
        server.post(SCHEDULES, body(",\"cron\":\"0 0 1 1 *\",\"firstRun\":\"now\"")).expect(201);
    String path = created.header("Location").orElseThrow();

    String first =
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> server.get(path).expect(200).textAt("/lastRun"), run -> !run.equals("null"));
    Answer ended = server.ended(first);
    assertThat(ended.textAt("/status")).isEqualTo("completed");
    assertThat(ended.textAt("/description")).isEqualTo("watches the night");
    assertThat(ended.textAt("/metadata/team")).isEqualTo("a");
    assertThat(ended.textAt("/spec/limits/timeout")).isEqualTo("PT1H30M");
    assertThat(ended.textAt("/spec/limits/sampleTimeout")).isEqualTo("PT20S");
    assertThat(server.get(path).textAt("/lastFiring/outcome")).isEqualTo("started");

    Answer run = server.post(path + "/trigger").expect(201);
    server.ended(run.textAt("/id"));
    Answer firings = server.get(path + "/firings").expect(200);
    assertThat(firings.items("run")).containsExactly(run.textAt("/id"), first);
    assertThat(firings.items("cause")).containsExactly("trigger", "time");
    assertThat(server.get("/api/v1/audit?actor=schedule:" + created.textAt("/id")).items("action"))
        .contains("run.create");
  }

  @Test
  void whatIsWrongIsToldTogetherWithItsPlace() {
    Answer refused =
        server
            .post(
                SCHEDULES,
                """
                {"name":"x","cron":"99 2 * * *","zone":"Europe/Berlin","grace":"5m",
                 "run":{"dataset":"review","prompt":{"name":"sentiment"},"provider":"locale","metrics":[],
                        "timeout":"0s"}}
                """)
            .expect(422);

    assertThat(refused.problems())
        .containsOnlyKeys("/cron", "/run/dataset", "/run/provider", "/run/metrics", "/run/timeout");
    assertThat(refused.problems().get("/cron")).contains("30 2 * * *");
    assertThat(
            server
                .post(SCHEDULES, body(",\"corn\":\"* * * * *\""))
                .expect(422)
                .problems()
                .get("/corn"))
        .contains("cron");
    server.post(SCHEDULES + "/nothing/trigger").expect(404);
    server.get(SCHEDULES + "/nothing/firings").expect(404);
  }

  @Test
  void aBoundPromptIsEvaluatedWhenItGetsAVersion() {
    assertThat(server.get(EVALUATION).expect(404).detail()).contains("bind it first");
    server.put("/api/v1/prompts/nobody/evaluation", "{}").expect(404);
    String binding =
        """
        {"datasets":[{"name":"reviews"}],"provider":"local","metrics":[{"metric":"exact-match"}],
         "budget":{"runsPerDay":1}}
        """;
    Answer bound = server.put(EVALUATION, binding, "If-Match", "\"0\"").expect(200);
    assertThat(bound.at("/on").asBoolean()).isTrue();
    assertThat(bound.at("/budget/runsPerDay").asInt()).isEqualTo(1);
    server.put(EVALUATION, binding, "If-Match", "\"0\"").expect(412);
    assertThat(server.put(EVALUATION, "{\"datasets\":[]}").expect(422).problems())
        .containsKeys("/datasets", "/provider", "/metrics");

    server.prompt("sentiment", "2.0.0", Reviews.BAD_PROMPT, "review");
    Answer started = settled(1);
    assertThat(started.textAt("/recent/0/outcome")).isEqualTo("started");
    assertThat(started.textAt("/recent/0/cause")).isEqualTo("version");
    assertThat(server.ended(started.textAt("/recent/0/run")).textAt("/spec/promptVersion"))
        .isEqualTo("2.0.0");
    server.prompt("sentiment", "3.0.0", Reviews.GOOD_PROMPT + " ", "review");
    Answer skipped = settled(2);
    assertThat(skipped.textAt("/recent/0/detail")).contains("budget of 1 runs");
    assertThat(skipped.at("/today/runs").asInt()).isEqualTo(1);

    server.delete(EVALUATION).expect(204);
    server.get(EVALUATION).expect(404);
  }

  private static Answer settled(int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> server.get(EVALUATION).expect(200),
            state ->
                state.at("/recent").size() == count
                    && !state.textAt("/recent/0/outcome").equals("pending"));
  }
}
