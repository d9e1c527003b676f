package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationApiIT {

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

  private static String rejection(Answer answer, int index) {
    return answer.textAt("/rejected/%d/code".formatted(index));
  }

  @Test
  void eachObservationStandsForItself() {
    String id = running("observe");
    assign(id, "u1");

    Answer answer =
        observe(
            observation("ok", id, "u1", "converted"),
            observation("x1", "nowhere", "u1", "converted"),
            observation("x2", id, "u1", "convertde"),
            observation("x3", id, "stranger", "converted"),
            observation("x4", id, "u1", "converted").replace(":1}", ":0.5}"),
            observation("", id, "u1", "converted"),
            observation("x5", id, "", "converted"),
            observation("x6", id, "u1", "seconds")
                .replace("}", ",\"at\":\"2999-01-01T00:00:00Z\"}"),
            observation("x7", id, "u1", "seconds").replace("}", ",\"variant\":\"nope\"}"),
            observation("ok", id, "u1", "converted"));
    answer.expect(200);

    assertThat(answer.at("/accepted").asInt()).isEqualTo(1);
    assertThat(answer.at("/duplicates").asInt()).isEqualTo(1);
    List<String> codes = new ArrayList<>();
    answer
        .at("/rejected")
        .forEach(item -> codes.add(item.get("index") + " " + item.get("code").asText()));
    assertThat(codes)
        .containsExactly(
            "1 LLM-OBS-002",
            "2 LLM-OBS-004",
            "3 LLM-OBS-006",
            "4 LLM-OBS-009",
            "5 LLM-OBS-001",
            "6 LLM-OBS-005",
            "7 LLM-OBS-010",
            "8 LLM-OBS-007");
    assertThat(answer.textAt("/rejected/1/detail")).contains("did you mean \"converted\"");
  }

  @Test
  void aValueThatIsNoFiniteNumberIsRefused() {
    String id = running("numbers");
    String body = "{\"observations\":[%s]}".formatted(observation("n", id, "u", "seconds"));

    assertThat(server.post(OBSERVATIONS, body.replace(":1}", ":NaN}")).expect(400).detail())
        .contains("line 1");
    server.post(OBSERVATIONS, body.replace(":1}", ":Infinity}")).expect(400);
    for (String value : List.of("\"NaN\"", "\"1\"", "1e999", "true", "[1]")) {
      assertThat(
              server
                  .post(OBSERVATIONS, body.replace(":1}", ":" + value + "}"))
                  .expect(422)
                  .problems())
          .as(value)
          .containsOnlyKeys("/observations/0/value");
    }
    assertThat(server.post(OBSERVATIONS, "{\"observations\":[null]}").expect(422).problems())
        .containsOnlyKeys("/observations/0");
    assertThat(
            server.get(EXPERIMENTS + "/" + id + "/results").at("/metrics/1/arms/0/units").asInt())
        .isZero();
  }

  @Test
  void completionFreezesTheResultsAndTurnsLateObservationsAway() {
    String id = running("freeze");
    for (int i = 0; i < 60; i++) {
      String variant = assign(id, "u" + i);
      String value = ":" + (variant.equals("short") ? 1 : i % 5 == 0 ? 1 : 0) + "}";
      observe(observation("e" + i, id, "u" + i, "converted").replace(":1}", value)).expect(200);
    }
    Answer live = server.get(EXPERIMENTS + "/" + id + "/results").expect(200);
    assertThat(live.textAt("/decision/action")).isEqualTo("ship");
    assertThat(live.textAt("/decision/variant")).isEqualTo("short");
    assertThat(live.at("/metrics/0/comparisons/0/pValue").asDouble()).isLessThan(0.05);
    assertThat(live.at("/metrics/1/comparisons/0/pValue").isNull()).isTrue();

    assertThat(
            server
                .post(EXPERIMENTS + "/" + id + "/complete", "{\"winner\":\"shrot\"}")
                .expect(422)
                .problems()
                .get("/winner"))
        .contains("short");
    server.post(EXPERIMENTS + "/" + id + "/complete", "{\"winner\":\"short\"}").expect(200);
    JsonNode frozen = server.get(EXPERIMENTS + "/" + id + "/results").json();
    assertThat(rejection(observe(observation("late", id, "u1", "converted")), 0))
        .isEqualTo("LLM-OBS-003");
    assertThat(observe(observation("e1", id, "u1", "converted")).at("/duplicates").asInt())
        .isEqualTo(1);
    server.restart();

    assertThat(server.get(EXPERIMENTS + "/" + id + "/results").json()).isEqualTo(frozen);
    assertThat(server.get(EXPERIMENTS + "/" + id).at("/result")).isEqualTo(frozen);
    assertThat(assign(id, "somebody new")).isEqualTo("short");
  }

  @Test
  void resultsTellOfEveryArmWhatItCounted() {
    String id = running("described");
    String variant = assign(id, "user-1");
    observe(
            observation("d1", id, "user-1", "converted"),
            observation("d2", id, "user-1", "converted"))
        .expect(200);

    Answer results = server.get(EXPERIMENTS + "/" + id + "/results").expect(200);
    String arm = "/metrics/0/arms/" + (variant.equals("control") ? 0 : 1);

    assertThat(results.at("/units").asInt()).isEqualTo(1);
    assertThat(results.at("/observations").asInt()).isEqualTo(2);
    assertThat(results.textAt("/window/end")).isEqualTo(results.textAt("/at"));
    assertThat(results.at(arm + "/units").asInt()).isEqualTo(1);
    assertThat(results.at(arm + "/observations").asInt()).isEqualTo(2);
    assertThat(results.at(arm + "/conversionRate").asDouble()).isEqualTo(1);
    assertThat(results.at(arm + "/min").asDouble()).isEqualTo(1);
    assertThat(results.at(arm + "/max").asDouble()).isEqualTo(1);
    assertThat(results.at("/metrics/1/arms/0/conversionRate").isNull()).isTrue();
  }
}
