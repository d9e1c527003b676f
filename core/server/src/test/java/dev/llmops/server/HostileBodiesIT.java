package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every value of every body replaced by what does not belong there: refused or served, no 500. */
class HostileBodiesIT {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final List<String> STRANGERS =
      List.of(
          "null",
          "-1",
          "1e308",
          "9223372036854775808",
          "\"\"",
          "\"\\u0000\\ud800\"",
          "true",
          "[]",
          "[null]",
          "[[]]",
          "{}",
          "{\"\":null}");

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.start(folder);
    server.prompt("p", "1.0.0", "{{a}}", "a");
    server.dataset("d", "{\"input\":{\"a\":\"x\"}}\n");
    String id =
        server
            .post(
                "/api/v1/experiments",
                """
                {"name":"running","variants":[{"name":"a","control":true},{"name":"b"}],
                 "metrics":[{"name":"m","kind":"mean"}]}\
                """)
            .expect(201)
            .textAt("/id");
    server.post("/api/v1/experiments/" + id + "/start").expect(200);
    server.post("/api/v1/experiments/running/assignments", "{\"unit\":\"u\"}").expect(200);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          POST | /prompts | {"name":"n","version":"1.0.0","content":"{{a}}","variables":[{"name":"a","type":"string","required":true,"default":"x","description":"d"}],"tags":["t"],"labels":["l"],"metadata":{"k":1}}
          POST | /prompts/p/render | {"variables":{"a":"x"}}
          PUT | /prompts/p/labels/beta | {"version":"1.0.0","reason":"r"}
          POST | /experiments | {"name":"e","description":"","variants":[{"name":"a","control":true,"prompt":{"name":"p","ref":"1.0.0"},"provider":"local","model":"m","parameters":{}},{"name":"b"}],"weights":{"a":1,"b":1},"metrics":[{"name":"m","kind":"mean","direction":"increase","primary":true,"test":"welch"}],"minSamples":10,"confidence":0.9}
          POST | /experiments/running/assignments | {"unit":"u"}
          POST | /experiments/running/start | {"reason":"r"}
          POST | /experiments/nothing/complete | {"winner":"a","promote":true,"label":"l","reason":"r"}
          POST | /observations | {"observations":[{"id":"i","experiment":"running","unit":"u","variant":"a","metric":"m","value":1.5,"at":"2030-01-01T00:00:00Z"}]}
          POST | /datasets | {"name":"x","description":"d"}
          POST | /runs | {"name":"r","dataset":"d","datasetVersion":1,"prompt":{"name":"p","ref":"1.0.0"},"provider":"local","model":"m","parameters":{"t":1},"metrics":[{"metric":"exact-match","pass":{"min":0.5,"max":1}}],"concurrency":1,"start":false}
          POST | /instances/local/complete | {"messages":[{"role":"user","content":"hi"}],"model":"m","parameters":{"t":1}}
          POST | /alerts/nothing/acknowledge | {"comment":"c"}
          """)
  void noBodyMakesTheServerFail(String method, String path, String body) throws Exception {
    JsonNode sound = MAPPER.readTree(body);
    List<JsonPointer> places = new ArrayList<>();
    collect(sound, JsonPointer.empty(), places);
    int sent = 0;
    for (JsonPointer place : places) {
      for (String stranger : STRANGERS) {
        String hostile = replaced(sound, place, MAPPER.readTree(stranger)).toString();
        Answer answer =
            server.raw(method, "/api/v1" + path, hostile, "Content-Type", "application/json");
        assertThat(answer.status())
            .as("%s %s %s: %s", method, path, hostile, answer.text())
            .isIn(200, 201, 400, 404, 409, 422);
        sent++;
      }
    }
    assertThat(sent).isGreaterThanOrEqualTo(2 * STRANGERS.size());
  }

  private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> places) {
    places.add(place);
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              field -> collect(field.getValue(), place.appendProperty(field.getKey()), places));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        collect(array.get(i), place.appendIndex(i), places);
      }
    }
  }

  private static JsonNode replaced(JsonNode sound, JsonPointer place, JsonNode stranger) {
    if (place.matches()) {
      return stranger;
    }
    JsonNode copy = sound.deepCopy();
    JsonNode parent = copy.at(place.head());
    if (parent instanceof ObjectNode object) {
      object.set(place.last().getMatchingProperty(), stranger);
    } else {
      ((ArrayNode) parent).set(place.last().getMatchingIndex(), stranger);
    }
    return copy;
  }
}
