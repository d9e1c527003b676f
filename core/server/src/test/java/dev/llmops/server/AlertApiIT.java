package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.kernel.assignment.Allocation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alerts on experiments, monitors, subscriptions and sinks, over HTTP. */
class AlertApiIT {

  private static final String ALERTS = "/api/v1/alerts";
  private static final String EXPERIMENTS = "/api/v1/experiments";

  @TempDir static Path folder;

  private static LocalHttp outside;
  private static ServerFixture server;

  @BeforeAll
  static void start() throws IOException {
    outside = new LocalHttp();
    server =
        ServerFixture.start(
            folder,
            """
            experiments: { min-samples: 20, check-interval: 100ms }
            sinks:
              hook: { use: webhook, url: "%1$s/hook" }
              chat: { use: slack, url: "%1$s/hook" }
            """
                .formatted(outside.url()));
  }

  @AfterAll
  static void stop() {
    outside.close();
    server.close();
  }

  private static List<JsonNode> alertsOf(String experiment) {
    List<JsonNode> found = new ArrayList<>();
    server
        .get(ALERTS + "?type=experiment&source=experiment&limit=500")
        .expect(200)
        .at("/items")
        .forEach(alert -> {
          if (alert.path("sourceId").asText().equals(experiment)) {
            found.add(alert);
          }
        });
    return found;
  }

  private static List<JsonNode> awaitAlerts(String experiment, int count) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> alertsOf(experiment), found -> found.size() == count);
  }

  /** A running experiment in which every unit of the treatment converts and no other does. */
  private static String decided(String name) {
    String id =
        server
            .post(
                EXPERIMENTS,
                """
                {"name":"%s","variants":[{"name":"control","control":true},{"name":"short"}],
                 "metrics":[{"name":"converted","kind":"proportion"}]}
                """
                    .formatted(name))
            .expect(201)
            .textAt("/id");
    server.post(EXPERIMENTS + "/" + id + "/start").expect(200);
    List<String> batch = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      String variant =
          server
              .post(EXPERIMENTS + "/" + id + "/assignments", "{\"unit\":\"u%d\"}".formatted(i))
              .expect(200)
              .textAt("/variant");
      batch.add(
          "{\"id\":\"%1$s-%2$d\",\"experiment\":\"%1$s\",\"unit\":\"u%2$d\",\"metric\":\"converted\",\"value\":%3$d}"
              .formatted(id, i, variant.equals("short") ? 1 : 0));
    }
    server
        .post("/api/v1/observations", "{\"observations\":[" + String.join(",", batch) + "]}")
        .expect(200);
    return id;
  }

  @Test
  void anExperimentIsToldOfWhenItHasAResultAndWhenItEnds() {
    String id = decided("greeting");

    JsonNode result = awaitAlerts(id, 1).getFirst();
    assertThat(result.path("severity").asText()).isEqualTo("info");
    assertThat(result.path("state").asText()).isEqualTo("open");
    assertThat(result.path("message").asText())
        .startsWith(
            "Experiment greeting has reached its planned size of 20 units a variant. Ship short: ");
    assertThat(result.at("/details/variant").asText()).isEqualTo("short");

    server.post(EXPERIMENTS + "/" + id + "/complete", "{\"winner\":\"short\"}").expect(200);

    List<JsonNode> both = awaitAlerts(id, 2);
    assertThat(both.getFirst().path("message").asText())
        .startsWith("Experiment greeting was completed with the winner short. Ship short: ");
    Answer ended =
        Awaitility.await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> server.get(ALERTS + "/" + result.path("id").asText()).expect(200),
                alert -> alert.textAt("/state").equals("resolved"));
    assertThat(ended.textAt("/resolution/comment"))
        .isEqualTo("the experiment greeting is completed");
    assertThat(ended.at("/occurrences").asInt()).isEqualTo(1);
    assertThat(server.get(ALERTS + "?type=experiment&type=anomaly&severity=info").items("id"))
        .contains(result.path("id").asText());
    assertThat(server.get(ALERTS + "?type=anomaly").items("id"))
        .doesNotContain(result.path("id").asText());
  }

  /** So many units that the split gives this variant: 0 is the control, 1 is the other. */
  private static void expose(String id, int variant, int units) {
    String salt = server.get(EXPERIMENTS + "/" + id).expect(200).textAt("/salt");
    Allocation halves = Allocation.equalShares(List.of("control", "short"));
    IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "exposed-" + i)
        .filter(unit -> halves.assign(salt, unit) == variant)
        .limit(units)
        .forEach(unit ->
            server
                .post(EXPERIMENTS + "/" + id + "/assignments", "{\"unit\":\"%s\"}".formatted(unit))
                .expect(200));
  }

  private static void awaitStates(String experiment, String... states) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(alertsOf(experiment))
                .extracting(alert -> alert.path("state").asText())
                .containsExactly(states));
  }

  @Test
  void aSampleRatioThatDoesNotFitIsToldUntilItFitsAgainAndWhenItRecurs() {
    String id =
        server
            .post(
                EXPERIMENTS,
                """
                {"name":"lopsided","variants":[{"name":"control","control":true},{"name":"short"}],
                 "metrics":[{"name":"converted","kind":"proportion"}]}
                """)
            .expect(201)
            .textAt("/id");
    server.post(EXPERIMENTS + "/" + id + "/start").expect(200);

    expose(id, 0, 150);
    awaitStates(id, "open");
    JsonNode alert = alertsOf(id).getFirst();
    assertThat(alert.path("severity").asText()).isEqualTo("warning");
    assertThat(alert.path("message").asText())
        .startsWith("Experiment lopsided: sample ratio mismatch: ");
    assertThat(alert.path("threshold").asDouble()).isEqualTo(0.001);
    assertThat(alert.path("actual").asDouble()).isLessThan(0.001);
    assertThat(alert.at("/details/cause").asText()).isEqualTo("sample-ratio-mismatch");

    expose(id, 1, 150);
    awaitStates(id, "resolved");
    assertThat(alertsOf(id).getFirst().at("/resolution/comment").asText())
        .startsWith("the sample ratio of the experiment lopsided fits again");

    expose(id, 1, 400);
    awaitStates(id, "open", "resolved");
    server.post(EXPERIMENTS + "/" + id + "/cancel").expect(200);
    awaitStates(id, "resolved", "resolved");
  }

  @Test
  void aSinkIsTestedAndSaysThatItIsATest() {
    for (String sink : List.of("log", "hook", "chat")) {
      Answer tested = server.post("/api/v1/sinks/" + sink + "/test").expect(200);
      assertThat(tested.textAt("/outcome")).as(sink).isEqualTo("delivered");
    }

    assertThat(outside.received()).anyMatch(body -> body.contains("\"test\":true"));
    assertThat(outside.received()).anyMatch(body -> body.startsWith("{\"text\":\"*Test* "));
    assertThat(server.get("/api/v1/sinks").items("name")).contains("chat", "hook", "log");
    assertThat(server.post("/api/v1/sinks/hok/test").expect(404).text()).contains("hook");
    assertThat(server.get("/api/v1/audit?resource=sink/hook").items("action"))
        .contains("sink.test");
  }

  @Test
  void monitorsAreMadeChangedUnderIfMatchAndRemoved() {
    Answer made =
        server
            .post(
                "/api/v1/monitors",
                "{\"kind\":\"threshold\",\"measure\":\"metric:helpful\",\"limit\":0.7,\"prompt\":\"greet\"}")
            .expect(201);
    String monitor = "/api/v1/monitors/" + made.textAt("/id");

    Answer changed =
        server
            .send(
                "PATCH",
                monitor,
                Optional.of("{\"limit\":0.8,\"severity\":\"critical\"}"),
                "If-Match",
                made.header("ETag").orElseThrow())
            .expect(200);
    assertThat(changed.at("/limit").asDouble()).isEqualTo(0.8);
    assertThat(changed.textAt("/prompt")).isEqualTo("greet");
    server
        .send(
            "PATCH",
            monitor,
            Optional.of("{\"limit\":0.9}"),
            "If-Match",
            made.header("ETag").orElseThrow())
        .expect(412);
    assertThat(
            server
                .post("/api/v1/monitors", "{\"kind\":\"threshold\",\"measure\":\"pass-rat\"}")
                .expect(422)
                .problems()
                .get("/measure"))
        .contains("pass-rate");
    server.delete(monitor).expect(204);
    server.get(monitor).expect(404);
  }

  @Test
  void subscriptionsAreMadeListedAndRemoved() {
    Answer made =
        server
            .post(
                "/api/v1/subscriptions",
                "{\"sink\":\"log\",\"types\":[\"experiment\"],\"minSeverity\":\"info\"}")
            .expect(201);

    assertThat(server.get("/api/v1/subscriptions").items("id")).contains(made.textAt("/id"));
    assertThat(
            server
                .post("/api/v1/subscriptions", "{\"sink\":\"lgo\"}")
                .expect(422)
                .problems()
                .get("/sink"))
        .contains("log");
    server.delete("/api/v1/subscriptions/" + made.textAt("/id")).expect(204);
    server.delete("/api/v1/subscriptions/" + made.textAt("/id")).expect(404);
  }
}
