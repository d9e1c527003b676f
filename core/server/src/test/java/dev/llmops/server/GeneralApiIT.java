package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every route, seen at the whole server, which here asks for keys. */
class GeneralApiIT {

  private static final String API = "/api/v1";
  private static final String KEY = "key-of-ada";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8)));
    server =
        ServerFixture.startWith(
            folder,
            """
            server:
              listen: "127.0.0.1:0"
              max-upload-megabytes: 1
              api-keys: [{ name: ada, hash: "sha256:%s" }]
            """
                .formatted(hash));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer send(String method, String path, String body, String... more) {
    String[] headers = new String[more.length + 2];
    headers[0] = "Authorization";
    headers[1] = "Bearer " + KEY;
    System.arraycopy(more, 0, headers, 2, more.length);
    return server.send(method, path, Optional.ofNullable(body), headers);
  }

  private static Answer get(String path) {
    return send("GET", path, null);
  }

  private static Answer post(String path, String body) {
    return send("POST", path, body);
  }

  @Test
  void withoutItsKeyNothingIsServedButHealth() {
    server.get("/health/live").expect(200);
    assertThat(server.get("/health/ready").expect(200).textAt("/status")).isEqualTo("ready");
    server.get("/openapi.json").expect(200);
    for (String path : List.of("/metrics", API + "/prompts", API + "/audit", API + "/info")) {
      assertThat(server.get(path).expect(401).header("WWW-Authenticate")).isPresent();
      server.get(path, "Authorization", "Bearer wrong").expect(401);
      get(path).expect(200);
    }
  }

  @Test
  void metricsCountRequests() {
    get(API + "/info").expect(200);

    assertThat(get("/metrics").expect(200).text()).contains("/api/v1/info").contains("# TYPE");
  }

  @Test
  void anotherMethodIsToldWhatIsAllowed() {
    Answer refused = server.raw("PATCH", API + "/prompts", "{}", "Authorization", "Bearer " + KEY);

    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.header("Allow")).contains("GET, HEAD, OPTIONS, POST");
    assertThat(server.raw("GET", API + "/nothing", "", "Authorization", "Bearer " + KEY).status())
        .isEqualTo(404);
  }

  @Test
  void jsonThatIsNestedFarTooDeepIsRefused() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);

    Answer refused =
        post(
                API + "/prompts",
                "{\"name\":\"deep\",\"version\":\"1.0.0\",\"content\":\"x\",\"metadata\":{\"a\":%s}}"
                    .formatted(deep))
            .expect(400);

    assertThat(refused.detail()).contains("nested deeper than");
  }

  @Test
  void aBodyOverItsLimitIsRefused() {
    String large = "\"%s\"".formatted("x".repeat(1 << 20));

    assertThat(post(API + "/datasets", "{\"name\":%s}".formatted(large)).expect(413).code())
        .isEqualTo("LLM-WEB-017");
    post(API + "/datasets", "{\"name\":\"upload\"}").expect(201);
    Answer upload =
        send(
            "POST",
            API + "/datasets/upload/samples",
            "{\"input\":\"hello\"}\n".repeat(80_000),
            "Content-Type",
            "application/x-ndjson");
    upload.expect(413);
    assertThat(get(API + "/datasets/upload").at("/latestVersion").asInt()).isZero();
  }

  @Test
  void whatIsNotJsonIsRefusedWithItsPlace() {
    for (String body : List.of("", " ", "{", "{\"name\":}", "{\"name\":\"a\"} {}", "nonsense")) {
      post(API + "/datasets", body).expect(400);
    }
    assertThat(post(API + "/datasets", "{\n\"name\": oops}").expect(400).detail())
        .contains("line 2");
    for (String body : List.of("null", "[]", "1", "\"x\"")) {
      post(API + "/datasets", body).expect(422);
    }
    send("POST", API + "/datasets", "{\"name\":\"x\"}", "Content-Type", "text/plain").expect(415);
  }

  @Test
  void everyMutationIsAuditedWithWhoBeforeAndAfter() {
    String greet = API + "/prompts/audited";
    String version = "{\"name\":\"audited\",\"version\":\"%s\",\"content\":\"x\"}";
    post(API + "/prompts", version.formatted("1.0.0")).expect(201);
    post(API + "/prompts", version.formatted("2.0.0")).expect(201);
    post(API + "/prompts", version.formatted("2.0.0")).expect(409);
    send("PUT", greet + "/labels/production", "{\"version\":\"2.0.0\",\"reason\":\"why not\"}")
        .expect(200);
    send("PUT", greet + "/labels/beta", "{\"version\":\"2.0.0\"}").expect(200);
    send("DELETE", greet + "/labels/beta", null).expect(204);
    post(API + "/datasets", "{\"name\":\"audited\"}").expect(201);

    Answer move = get(API + "/audit?resource=prompt/audited/labels/production&limit=1").expect(200);
    assertThat(move.textAt("/items/0/actor")).isEqualTo("ada");
    assertThat(move.textAt("/items/0/action")).isEqualTo("label.move");
    assertThat(move.textAt("/items/0/before/version")).isEqualTo("1.0.0");
    assertThat(move.textAt("/items/0/after/version")).isEqualTo("2.0.0");
    assertThat(move.textAt("/items/0/reason")).isEqualTo("why not");
    assertThat(get(API + "/audit?resource=prompt/audited/labels/beta").items("action"))
        .containsExactly("label.delete", "label.create");
    assertThat(get(API + "/audit?resource=dataset/audited").items("action"))
        .containsExactly("dataset.create");
    assertThat(get(API + "/audit?actor=ada&limit=500").items("resource"))
        .filteredOn(resource -> resource.startsWith("prompt/audited/versions"))
        .hasSize(2);
    assertThat(get(API + "/audit?actor=nobody").items("id")).isEmpty();
  }

  @Test
  void stepsOfExperimentsAndRunsAreAudited() {
    post(API + "/prompts", "{\"name\":\"steps\",\"version\":\"1.0.0\",\"content\":\"x\"}")
        .expect(201);
    String id =
        post(
                API + "/experiments",
                """
                {"name":"steps","variants":[{"name":"a","control":true},{"name":"b"}],
                 "metrics":[{"name":"m","kind":"mean"}]}\
                """)
            .expect(201)
            .textAt("/id");
    for (String step : List.of("start", "pause", "complete")) {
      post(API + "/experiments/" + id + "/" + step, "{\"reason\":\"because\"}").expect(200);
    }
    Answer trail = get(API + "/audit?resource=experiment/" + id).expect(200);

    assertThat(trail.items("action"))
        .containsExactly(
            "experiment.complete", "experiment.pause", "experiment.start", "experiment.create");
    assertThat(trail.items("actor")).containsOnly("ada");
    JsonNode pause = trail.at("/items/1");
    assertThat(pause.at("/before/status").asText()).isEqualTo("running");
    assertThat(pause.at("/after/status").asText()).isEqualTo("paused");
    assertThat(pause.at("/reason").asText()).isEqualTo("because");
  }

  @Test
  void theServerTellsWhatItIs() {
    Answer info = get(API + "/info").expect(200);

    assertThat(info.textAt("/product")).isEqualTo("llmops");
    assertThat(info.textAt("/version")).isEqualTo(ProductVersion.current());
  }
}
