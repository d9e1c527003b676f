package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentUnitsApiIT {

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

  private static String rejection(Answer answer, int index) {
    return answer.textAt("/rejected/%d/code".formatted(index));
  }

  @Test
  void aUnitKeepsItsVariantAfterARestart() {
    String id = running("sticky");
    Map<String, String> before = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      before.put("user-" + i, assign(id, "user-" + i));
    }

    server.restart();

    Map<String, String> after = new LinkedHashMap<>();
    before.keySet().forEach(unit -> after.put(unit, assign(id, unit)));
    assertThat(after).isEqualTo(before);
    assertThat(before.values()).contains("control", "short");
  }

  @Test
  void blankAndOverLongUnitsAreRefused() {
    String path = EXPERIMENTS + "/" + running("units") + "/assignments";

    for (String body :
        List.of("{}", "{\"unit\":\" \"}", "{\"unit\":\"%s\"}".formatted("x".repeat(5_000)))) {
      assertThat(server.post(path, body).expect(422).code()).isEqualTo("LLM-EXP-008");
    }
    assertThat(server.post(path, "{\"unit\":7}").expect(422).problems()).containsOnlyKeys("/unit");
  }

  @Test
  void onlyTargetedUnitsTakePartAndOthersAreToldWhy() {
    String id =
        server
            .post(
                EXPERIMENTS,
                """
                {"name":"targeted",%s,%s,"targeting":[
                  {"attribute":"country","operator":"in","values":["DE","AT"]},
                  {"attribute":"app","operator":"version","values":["^2.1"]}]}
                """
                    .formatted(VARIANTS, METRICS))
            .expect(201)
            .textAt("/id");
    String path = EXPERIMENTS + "/" + id;
    server.post(path + "/start").expect(200);
    String unit = "{\"unit\":\"u\",\"attributes\":%s}";

    Answer outside =
        server
            .post(
                path + "/assignments",
                unit.formatted("{\"country\":\"DE\",\"app\":\"3.0.0\",\"age\":null}"))
            .expect(200);
    assertThat(outside.textAt("/variant") + " " + outside.textAt("/reason"))
        .isEqualTo("control not_targeted");
    assertThat(outside.at("/unmet").toString())
        .isEqualTo("{\"attribute\":\"app\",\"operator\":\"version\",\"values\":[\"^2.1\"]}");
    Answer inside =
        server
            .post(path + "/assignments", unit.formatted("{\"country\":\"DE\",\"app\":\"2.2.0\"}"))
            .expect(200);
    assertThat(inside.textAt("/reason")).isEqualTo("allocated");
    assertThat(inside.at("/unmet").isNull()).isTrue();
    Answer refused =
        server.post(path + "/assignments", unit.formatted("{\"country\":[\"DE\"]}")).expect(422);
    assertThat(refused.code()).isEqualTo("LLM-EXP-018");
    assertThat(refused.problems()).containsOnlyKeys("/attributes/country");
    assertThat(
            refused(
                    "\"name\":\"n\","
                        + VARIANTS
                        + ","
                        + METRICS
                        + ",\"targeting\":[{\"attribute\":\"a\",\"operator\":\"like\"},null]")
                .problems())
        .containsKey("/targeting/0/operator");
    assertThat(patch(path, "{\"targeting\":[]}").expect(409).code()).isEqualTo("LLM-EXP-012");
  }

  @Test
  void theTrafficOfARunningExperimentGrowsAndNeverShrinks() {
    String path = EXPERIMENTS + "/" + draft("ramp");
    patch(path, "{\"traffic\":0}").expect(200);
    server.post(path + "/start").expect(200);
    assertThat(server.post(path + "/assignments", "{\"unit\":\"u\"}").expect(200).textAt("/reason"))
        .isEqualTo("not_in_traffic");

    Answer grown = patch(path, "{\"traffic\":1,\"reason\":\"no errors\"}").expect(200);
    assertThat(grown.at("/traffic").asDouble()).isEqualTo(1);
    assertThat(server.post(path + "/assignments", "{\"unit\":\"u\"}").expect(200).textAt("/reason"))
        .isEqualTo("allocated");
    Answer refused = patch(path, "{\"traffic\":0.5}").expect(409);
    assertThat(refused.code()).isEqualTo("LLM-EXP-019");
    assertThat(refused.problems().get("/traffic")).contains("pause the experiment");
    assertThat(server.get(path + "/history").textAt("/items/0/action")).isEqualTo("ramp-up");
  }

  @Test
  void aUnitIsGivenAVariantByHandAndCountsNowhere() {
    String id = running("overrides");
    String path = EXPERIMENTS + "/" + id;
    String overrides = path + "/overrides/";
    assign(id, "team/ann");
    observe(observation("before", id, "team/ann", "converted")).expect(200);

    Answer put =
        server.put(overrides + "team%2Fann", "{\"variant\":\"short\",\"reason\":\"test\"}");
    assertThat(put.expect(200).textAt("/unit")).isEqualTo("team/ann");
    server.put(overrides + "bob", "{\"variant\":\"control\"}").expect(200);

    Answer assigned = server.post(path + "/assignments", "{\"unit\":\"team/ann\"}").expect(200);
    assertThat(assigned.textAt("/variant") + " " + assigned.textAt("/reason"))
        .isEqualTo("short forced");
    Answer observed = observe(observation("after", id, "team/ann", "converted")).expect(200);
    assertThat(rejection(observed, 0)).isEqualTo("LLM-OBS-011");
    assertThat(server.get(path + "/assignments:counts").at("/units").asInt()).isZero();
    assertThat(server.get(path + "/results").at("/observations").asInt()).isZero();

    server.delete(overrides + "team%2Fann?reason=over").expect(204);
    assertThat(server.get(path + "/overrides?limit=1").expect(200).items("unit"))
        .containsExactly("bob");
    Answer listed = server.get(path + "/overrides").expect(200);
    assertThat(listed.items("unit")).containsExactly("bob", "team/ann");
    assertThat(listed.at("/items/1/variant").isNull()).isTrue();
    assertThat(listed.textAt("/items/1/reason")).isEqualTo("over");
    assertThat(
            server
                .post(path + "/assignments", "{\"unit\":\"team/ann\"}")
                .expect(200)
                .textAt("/reason"))
        .isEqualTo("excluded");
  }

  @Test
  void anOverrideThatCannotBeIsRefusedWithItsCode() {
    String path = EXPERIMENTS + "/" + running("no-overrides");
    String override = path + "/overrides/ann";

    Answer unknown = server.put(override, "{\"variant\":\"shrot\"}").expect(422);
    assertThat(unknown.code()).isEqualTo("LLM-EXP-020");
    assertThat(unknown.problems().get("/variant")).contains("did you mean \"short\"");
    assertThat(server.put(override, "{}").expect(422).problems()).containsOnlyKeys("/variant");
    assertThat(server.delete(override).expect(404).code()).isEqualTo("LLM-EXP-017");
    server.post(path + "/cancel").expect(200);
    assertThat(server.put(override, "{\"variant\":\"short\"}").expect(409).code())
        .isEqualTo("LLM-EXP-016");
  }

  @Test
  void unitsOfVariantsAreCountedExactlyOverARestart() {
    String id = running("counted");
    Map<String, Integer> expected = new LinkedHashMap<>();
    for (int i = 0; i < 60; i++) {
      expected.merge(assign(id, "user-" + i % 40), i < 40 ? 1 : 0, Integer::sum);
    }

    server.restart();
    Answer counts = server.get(EXPERIMENTS + "/" + id + "/assignments:counts").expect(200);

    assertThat(counts.at("/units").asInt()).isEqualTo(40);
    assertThat(counts.textAt("/variants/0/variant")).isEqualTo("control");
    assertThat(counts.at("/variants/0/units").asInt()).isEqualTo(expected.get("control"));
    assertThat(counts.at("/variants/1/units").asInt()).isEqualTo(expected.get("short"));
  }
}
