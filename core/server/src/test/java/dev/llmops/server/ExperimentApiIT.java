package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentApiIT {

  private static final String EXPERIMENTS = "/api/v1/experiments";
  private static final String OBSERVATIONS = "/api/v1/observations";
  private static final String VARIANTS =
      "\"variants\":[{\"name\":\"control\",\"control\":true},{\"name\":\"short\"}]";
  private static final String METRICS =
      "\"metrics\":[{\"name\":\"converted\",\"kind\":\"proportion\"},"
          + "{\"name\":\"seconds\",\"kind\":\"mean\",\"direction\":\"decrease\"}]";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer refused(String fields) {
    return server.post(EXPERIMENTS, "{%s}".formatted(fields)).expect(422);
  }

  private static String draft(String name) {
    return server
        .post(
            EXPERIMENTS,
            "{\"name\":\"%s\",%s,%s,\"minSamples\":10}".formatted(name, VARIANTS, METRICS))
        .expect(201)
        .textAt("/id");
  }

  private static String running(String name) {
    String id = draft(name);
    server.post(EXPERIMENTS + "/" + id + "/start").expect(200);
    return id;
  }

  private static String assign(String id, String unit) {
    return server
        .post(EXPERIMENTS + "/" + id + "/assignments", "{\"unit\":\"%s\"}".formatted(unit))
        .expect(200)
        .textAt("/variant");
  }

  private static String observation(String id, String experiment, String unit, String metric) {
    return "{\"id\":\"%s\",\"experiment\":\"%s\",\"unit\":\"%s\",\"metric\":\"%s\",\"value\":1}"
        .formatted(id, experiment, unit, metric);
  }

  private static Answer observe(String... observations) {
    return server.post(
        OBSERVATIONS, "{\"observations\":[%s]}".formatted(String.join(",", observations)));
  }

  private static Answer patch(String path, String body) {
    return server.send("PATCH", path, Optional.of(body));
  }

  @Test
  void sharesAreEqualUnlessWeightsOrSharesSayOtherwise() {
    String body = "{\"name\":\"%s\",%s,%s,%s}";
    String weights = "\"weights\":{\"control\":3,\"short\":1}";
    String shares = "\"shares\":{\"control\":0.2,\"short\":0.8}";

    assertThat(server.get(EXPERIMENTS + "/" + draft("equal")).at("/variants/1/share").asDouble())
        .isEqualTo(0.5);
    assertThat(
            server
                .post(EXPERIMENTS, body.formatted("weights", VARIANTS, METRICS, weights))
                .expect(201)
                .at("/variants/0/share")
                .asDouble())
        .isEqualTo(0.75);
    assertThat(
            server
                .post(EXPERIMENTS, body.formatted("shares", VARIANTS, METRICS, shares))
                .expect(201)
                .at("/variants/1/share")
                .asDouble())
        .isEqualTo(0.8);
  }

  @Test
  void sharesThatDoNotAddUpOrNameAnUnknownVariantAreRefused() {
    String base = "\"name\":\"split\"," + VARIANTS + "," + METRICS;

    assertThat(
            refused(base + ",\"shares\":{\"control\":0.5,\"short\":0.4}").problems().get("/shares"))
        .contains("1");
    assertThat(
            refused(base + ",\"shares\":{\"control\":0.5,\"shrot\":0.5}").problems().get("/shares"))
        .contains("shrot");
    assertThat(refused(base + ",\"weights\":{\"control\":-1,\"short\":1}").problems())
        .containsOnlyKeys("/weights");
    assertThat(refused(base + ",\"weights\":{\"control\":null,\"short\":1}").problems())
        .containsOnlyKeys("/weights");
    assertThat(
            refused(
                    base
                        + ",\"weights\":{\"control\":1,\"short\":1},\"shares\":{\"control\":1,\"short\":0}")
                .problems())
        .containsOnlyKeys("/shares");
  }

  @Test
  void everythingThatIsWrongWithADraftIsToldAtOnce() {
    Answer refused =
        refused(
            """
            "name":" ","variants":[{"name":"a","prompt":{"name":"nowhere"}},{"name":"a","provider":"nobody"}],
            "metrics":[{"name":"m"},{"name":"n","kind":"mean","test":"wlech"}],"confidence":1,"minSamples":1\
            """);

    assertThat(refused.code()).isEqualTo("LLM-EXP-001");
    assertThat(refused.problems().keySet())
        .containsExactlyInAnyOrder(
            "/name",
            "/variants",
            "/variants/0/prompt",
            "/variants/1/name",
            "/variants/1/provider",
            "/metrics/0/kind",
            "/metrics/1/test",
            "/confidence",
            "/minSamples");
    assertThat(refused.problems().get("/metrics/1/test")).contains("welch");
  }

  @Test
  void nullsAndMissingFieldsAreRefusedWithTheirPlace() {
    Map<String, String> bodies = new LinkedHashMap<>();
    bodies.put("\"name\":\"n\",\"variants\":[null]," + METRICS, "/variants/0");
    bodies.put("\"name\":\"n\",\"metrics\":[null]," + VARIANTS, "/metrics/0");
    bodies.put("\"name\":\"n\",\"variants\":null," + METRICS, "/variants");
    bodies.put(
        "\"name\":\"n\"," + VARIANTS + "," + METRICS + ",\"minSamples\":\"x\"", "/minSamples");
    bodies.put(
        "\"name\":\"n\"," + VARIANTS + ",\"metrics\":[{\"name\":\"m\",\"kind\":\"median\"}]",
        "/metrics/0/kind");
    bodies.put("\"name\":null," + VARIANTS + "," + METRICS, "/name");
    bodies.forEach(
        (body, pointer) -> assertThat(refused(body).problems()).as(body).containsKey(pointer));
    assertThat(refused("").problems()).containsKeys("/name", "/variants", "/metrics");
  }

  @Test
  void nullsInAnEditAreRefusedWithTheirPlace() {
    String path = EXPERIMENTS + "/" + draft("nulls");
    Map.of(
            "{\"variants\":[null]}", "/variants/0",
            "{\"metrics\":[null]}", "/metrics/0",
            "{\"weights\":{\"control\":null}}", "/weights/control")
        .forEach((body, pointer) ->
            assertThat(patch(path, body).expect(422).problems())
                .as(body)
                .containsOnlyKeys(pointer));
  }

  @Test
  void aNameIsTakenOnce() {
    draft("taken");

    Answer again =
        server
            .post(EXPERIMENTS, "{\"name\":\"taken\",%s,%s}".formatted(VARIANTS, METRICS))
            .expect(409);

    assertThat(again.code()).isEqualTo("LLM-EXP-002");
  }

  @Test
  void theLifeOfAnExperimentHasItsOrder() {
    String id = draft("life");
    String path = EXPERIMENTS + "/" + id;
    server.post(path + "/pause").expect(409);
    assertThat(server.post(path + "/assignments", "{\"unit\":\"u\"}").expect(409).code())
        .isEqualTo("LLM-EXP-009");
    Answer started =
        server.post(path + "/start", "{\"reason\":\"go\"}", "If-Match", "\"1\"").expect(200);
    assertThat(started.textAt("/status")).isEqualTo("running");
    assertThat(started.header("ETag")).contains("\"2\"");
    Answer stale = server.post(path + "/pause", "{}", "If-Match", "\"1\"").expect(412);
    assertThat(stale.code()).isEqualTo("LLM-EXP-005");
    assertThat(stale.at("/current")).isEqualTo(server.get(path).json());
    server.post(path + "/pause").expect(200);
    assertThat(server.post(path + "/assignments", "{\"unit\":\"u\"}").expect(200).textAt("/reason"))
        .isEqualTo("paused");
    server.post(path + "/start").expect(200);
    server.post(path + "/cancel", "{\"reason\":\"enough\"}").expect(200);
    assertThat(server.post(path + "/start").expect(409).detail()).contains("cancelled");
    assertThat(server.get(EXPERIMENTS + "?status=cancelled").expect(200).items("id")).contains(id);
    assertThat(server.get(EXPERIMENTS + "?status=canceled").expect(422).problems().get("?status"))
        .contains("cancelled");
    assertThat(server.get(EXPERIMENTS + "/life").expect(200).textAt("/id")).isEqualTo(id);
    assertThat(server.get(EXPERIMENTS + "/lief").expect(404).detail()).contains("life");
  }

  @Test
  void whatTheCallerHasAlreadyIsNotSentAgain() {
    String path = EXPERIMENTS + "/" + draft("known");
    String tag = server.get(path).header("ETag").orElseThrow();

    assertThat(server.get(path, "If-None-Match", tag).expect(304).text()).isEmpty();
    server.post(path + "/start").expect(200);
    server.get(path, "If-None-Match", tag).expect(200);
  }

  @Test
  void resultsAreBrokenDownByAttributesOfUnits() {
    String id =
        server
            .post(
                EXPERIMENTS,
                "{\"name\":\"segmented\",%s,%s,\"segments\":[\"country\"]}"
                    .formatted(VARIANTS, METRICS))
            .expect(201)
            .textAt("/id");
    String path = EXPERIMENTS + "/" + id;
    server.post(path + "/start").expect(200);
    for (int i = 0; i < 6; i++) {
      String country = i < 4 ? "DE" : "AT";
      server
          .post(
              path + "/assignments",
              "{\"unit\":\"u%d\",\"attributes\":{\"country\":\"%s\"}}".formatted(i, country))
          .expect(200);
    }

    Answer segments = server.get(path + "/segments/country").expect(200);

    assertThat(segments.at("/segments/0/value").asText() + segments.at("/segments/0/units"))
        .isEqualTo("DE4");
    assertThat(segments.at("/segments/1/value").asText() + segments.at("/segments/1/units"))
        .isEqualTo("AT2");
    assertThat(segments.at("/segments/0/metrics/0/comparisons").size()).isEqualTo(1);
    assertThat(server.get(path + "/segments/city").expect(404).code()).isEqualTo("LLM-EXP-021");
    assertThat(patch(path, "{\"segments\":[]}").expect(409).code()).isEqualTo("LLM-EXP-012");
  }

  @Test
  void theWinnerIsPromotedWithTheCompletion() {
    server.prompt("promote", "1.0.0", "a");
    server.prompt("promote", "2.0.0", "b");
    String id =
        server
            .post(
                EXPERIMENTS,
                """
                {"name":"promote","variants":[
                  {"name":"old","control":true,"prompt":{"name":"promote","ref":"production"}},
                  {"name":"new","prompt":{"name":"promote","ref":"^2"},"provider":"local"}],
                 "metrics":[{"name":"converted","kind":"proportion"}]}\
                """)
            .expect(201)
            .textAt("/id");
    Answer started = server.post(EXPERIMENTS + "/" + id + "/start").expect(200);
    assertThat(started.textAt("/variants/0/prompt/ref")).isEqualTo("1.0.0");
    assertThat(started.textAt("/variants/1/prompt/ref")).isEqualTo("2.0.0");

    server
        .post(
            EXPERIMENTS + "/" + id + "/complete",
            "{\"winner\":\"new\",\"promote\":true,\"reason\":\"better\"}")
        .expect(200);

    assertThat(server.get("/api/v1/prompts/promote").textAt("/version")).isEqualTo("2.0.0");
    assertThat(
            server.get("/api/v1/audit?resource=prompt/promote/labels/production").items("action"))
        .contains("label.move");
  }

  @Test
  void pagesStayWholeWhileOthersAdd() {
    for (int i = 0; i < 5; i++) {
      draft("paged-" + i);
    }
    List<String> seen = new ArrayList<>();
    Answer page = server.get(EXPERIMENTS + "?limit=2").expect(200);
    for (int pages = 0; pages < 3; pages++) {
      seen.addAll(page.items("name"));
      draft("added-" + pages);
      page = server.get(EXPERIMENTS + "?limit=2&cursor=" + page.textAt("/nextCursor")).expect(200);
    }

    assertThat(seen).doesNotHaveDuplicates().hasSize(6);
    assertThat(seen.subList(0, 5))
        .containsExactly("paged-4", "paged-3", "paged-2", "paged-1", "paged-0");
    assertThat(Instant.parse(server.get(EXPERIMENTS).textAt("/items/0/createdAt"))).isNotNull();
  }

  @Test
  void theHistoryTellsWhoDidWhatAndWhy() {
    String id = draft("remembered");
    String path = EXPERIMENTS + "/" + id;
    server.post(path + "/start", "{\"reason\":\"go\"}").expect(200);
    server.post(path + "/cancel", "{\"reason\":\"wrong metric\"}").expect(200);

    Answer history = server.get(path + "/history?limit=2").expect(200);

    assertThat(history.textAt("/items/0/action")).isEqualTo("cancel");
    assertThat(history.textAt("/items/0/reason")).isEqualTo("wrong metric");
    assertThat(history.textAt("/items/0/from")).isEqualTo("running");
    assertThat(history.textAt("/items/0/to")).isEqualTo("cancelled");
    assertThat(history.textAt("/items/0/actor")).isNotBlank();
    assertThat(history.textAt("/items/1/action")).isEqualTo("start");
    Answer rest =
        server.get(path + "/history?limit=2&cursor=" + history.textAt("/nextCursor")).expect(200);
    assertThat(rest.textAt("/items/0/action")).isEqualTo("create");
    assertThat(rest.at("/items/0/from").isNull()).isTrue();
  }

  @Test
  void aDraftChangesInEverythingAndARunningExperimentInItsNotesOnly() {
    String path = EXPERIMENTS + "/" + draft("editable");
    Answer edited =
        patch(
                path,
                "{\"name\":\"edited\",\"weights\":{\"control\":1,\"short\":3},\"reason\":\"ramp"
                    + " up\"}")
            .expect(200);
    assertThat(edited.textAt("/name")).isEqualTo("edited");
    assertThat(edited.at("/variants/1/share").asDouble()).isEqualTo(0.75);
    assertThat(edited.at("/minSamples").asInt()).isEqualTo(10);
    server.get(EXPERIMENTS + "/editable").expect(404);
    server.post(EXPERIMENTS + "/edited/start").expect(200);

    Answer refused = patch(path, "{\"weights\":{\"control\":1,\"short\":1}}").expect(409);
    Answer noted = patch(path, "{\"metadata\":{\"team\":\"search\"}}").expect(200);

    assertThat(refused.textAt("/code")).isEqualTo("LLM-EXP-012");
    assertThat(refused.problems()).containsOnlyKeys("/weights");
    assertThat(noted.textAt("/metadata/team")).isEqualTo("search");
    assertThat(patch(path, "{\"metadata\":1}").expect(422).problems())
        .containsOnlyKeys("/metadata");
    assertThat(patch(path, "{\"weight\":{}}").expect(422).problems()).containsOnlyKeys("/weight");
  }

  @Test
  void anExperimentIsDeletedOnlyWhenItTakesNoObservations() {
    String id = running("short-lived");
    String path = EXPERIMENTS + "/" + id;
    assign(id, "user-1");
    observe(observation("e1", id, "user-1", "converted")).expect(200);

    assertThat(server.delete(path).expect(409).textAt("/code")).isEqualTo("LLM-EXP-013");
    server.post(path + "/cancel").expect(200);
    server.delete(path + "?reason=tidy").expect(204);

    server.get(path).expect(404);
    draft("short-lived");
    assertThat(
            server
                .get("/api/v1/audit?resource=experiment%2F" + id + "&limit=1")
                .expect(200)
                .textAt("/items/0/reason"))
        .isEqualTo("tidy");
  }
}
