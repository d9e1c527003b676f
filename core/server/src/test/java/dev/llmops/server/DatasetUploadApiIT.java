package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetUploadApiIT {

  private static final String DATASETS = "/api/v1/datasets";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.start(folder, "evaluation: { max-samples: 60000 }\n");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void aSampleMayBeAsShortAsAText() {
    server.dataset(
        "short", "{\"input\":\"hello\"}\n\n{\"input\":{\"a\":1},\"metadata\":{\"b\":2}}\n");

    Answer samples = server.get(DATASETS + "/short/samples").expect(200);

    assertThat(samples.textAt("/items/0/input/input")).isEqualTo("hello");
    assertThat(samples.at("/items/0/expected").isNull()).isTrue();
    assertThat(samples.items("id")).containsExactly("sample-1", "sample-2");
  }

  @Test
  void aBrokenLineFarDownIsNamedAndNothingIsKept() {
    server.dataset("broken", Reviews.samples(2));
    String lines = Reviews.samples(50_010);
    int start = place(lines, 49_999);
    String broken =
        lines.substring(0, start)
            + "{\"input\": oops}"
            + lines.substring(lines.indexOf('\n', start));

    Answer refused = server.upload("broken", broken).expect(400);

    assertThat(refused.detail()).contains("line 50000");
    assertThat(server.get(DATASETS + "/broken").at("/latestVersion").asInt()).isEqualTo(1);
    assertThat(server.get(DATASETS + "/broken/samples").items("id")).containsExactly("s0", "s1");
    assertThat(server.upload("broken", Reviews.samples(3)).expect(201).at("/version").asInt())
        .isEqualTo(2);
  }

  @Test
  void aBrokenLineEarlyInALargeUploadIsToldAllTheSame() {
    server.post(DATASETS, "{\"name\":\"early\"}").expect(201);
    String rest = Reviews.samples(50_000).repeat(3);

    Answer refused =
        server.upload("early", "{\"input\":\"x\"}\n{\"inptu\":1}\n" + rest).expect(422);

    assertThat(refused.detail()).startsWith("line 2: ");
  }

  /** Where the line behind so many begins. */
  private static int place(String text, int lines) {
    int at = 0;
    for (int i = 0; i < lines; i++) {
      at = text.indexOf('\n', at) + 1;
    }
    return at;
  }

  @Test
  void whatIsWrongWithALineIsTold() {
    server.dataset("lines", Reviews.samples(1));
    for (Map.Entry<String, String> line :
        Map.of(
                "[1]", "a JSON object",
                "null", "got null",
                "{}", "\"input\" is required",
                "{\"inptu\":\"x\"}", "did you mean \"input\"",
                "{\"input\":\"x\",\"expected\":1}", "\"expected\" is a text",
                "{\"input\":\"x\",\"id\":\"\"}", "an id is a text",
                "{\"input\":\"x\",\"metadata\":[]}", "\"metadata\" is an object",
                "{\"input\":\"x\",\"contxt\":[]}", "did you mean \"context\"")
            .entrySet()) {
      Answer refused =
          server.upload("lines", "{\"input\":\"fine\"}\n" + line.getKey() + "\n").expect(422);
      assertThat(refused.detail()).startsWith("line 2: ");
      assertThat(refused.text().replace("\\\"", "\"")).as(line.getKey()).contains(line.getValue());
    }
    assertThat(
            server
                .upload("lines", "{\"id\":\"a\",\"input\":\"x\"}\n{\"id\":\"a\",\"input\":\"y\"}\n")
                .expect(422)
                .detail())
        .contains("line 2");
    server.upload("lines", "").expect(422);
    assertThat(server.get(DATASETS + "/lines").at("/latestVersion").asInt()).isEqualTo(1);
  }

  @Test
  void moreSamplesThanAllowedAreRefusedAndNothingIsKept() {
    server.dataset("large", Reviews.samples(1));

    Answer refused = server.upload("large", "{\"input\":\"x\"}\n".repeat(60_001)).expect(413);

    assertThat(refused.detail()).contains("60000");
    assertThat(server.get(DATASETS + "/large").at("/latestVersion").asInt()).isEqualTo(1);
  }

  @Test
  void anUploadNeedsADatasetAndItsContentType() {
    server.upload("nowhere", Reviews.samples(1)).expect(404);
    server.post(DATASETS, "{\"name\":\"typed\"}").expect(201);

    assertThat(server.upload("typed", "", "text/plain", "x").expect(415).detail())
        .contains("application/x-ndjson", "text/csv");
  }

  @Test
  void samplesComeInJson() {
    server.post(DATASETS, "{\"name\":\"json\"}").expect(201);
    String samples =
        """
        [{"id":"a","input":"x","context":{"pages":["p1",2]}},
         {"input":{"q":"y"},"context":"text","metadata":{"n":1}}]\
        """;

    server.upload("json", "", "application/json", samples).expect(201);
    Answer envelope =
        server
            .upload("json", "", "application/json", "{\"samples\": %s}\n".formatted(samples))
            .expect(200);

    assertThat(envelope.at("/changed").asBoolean()).isFalse();
    Answer read = server.get(DATASETS + "/json/samples").expect(200);
    assertThat(read.items("id")).containsExactly("a", "sample-2");
    assertThat(read.at("/items/0/context/pages/1").asInt()).isEqualTo(2);
    assertThat(read.textAt("/items/1/context")).isEqualTo("text");
  }

  @Test
  void whatIsWrongWithJsonIsToldByItsSample() {
    server.post(DATASETS, "{\"name\":\"bad-json\"}").expect(201);
    for (Map.Entry<String, List<String>> wrong :
        Map.ofEntries(
                Map.entry("", List.of("send a JSON body")),
                Map.entry("[]", List.of("no samples")),
                Map.entry("7", List.of("expected an array")),
                Map.entry("{}", List.of("\"samples\" is required")),
                Map.entry("{\"sampels\":[]}", List.of("did you mean \"samples\"")),
                Map.entry("{\"samples\":{}}", List.of("expected an array")),
                Map.entry("{\"samples\":[{\"input\":\"x\"}],\"more\":1}", List.of("/more")),
                Map.entry("[{\"input\":\"x\"},null]", List.of("sample 2", "JSON object")),
                Map.entry("[{\"input\":\"x\"},{\"input\":oops}]", List.of("sample 2", "not JSON")),
                Map.entry("[{\"input\":\"x\"}", List.of("not JSON")),
                Map.entry("[{\"input\":\"x\"}] 1", List.of("more after the end")),
                Map.entry("[{\"input\":\"x\",\"input\":\"y\"}]", List.of("sample 1")),
                Map.entry(
                    "[{\"id\":\"a\",\"input\":\"x\"},{\"id\":\"a\",\"input\":\"x\"}]",
                    List.of("sample 2", "\"a\"")))
            .entrySet()) {
      Answer refused = server.upload("bad-json", "", "application/json", wrong.getKey());
      assertThat(refused.status()).as(wrong.getKey()).isIn(400, 422);
      assertThat(refused.text().replace("\\\"", "\""))
          .as(wrong.getKey())
          .contains(wrong.getValue());
    }
    assertThat(server.get(DATASETS + "/bad-json").at("/latestVersion").asInt()).isZero();
  }

  @Test
  void oneSampleMayNotFillTheMemoryWhateverItsFormat() {
    server.post(DATASETS, "{\"name\":\"huge\"}").expect(201);
    String huge = "x".repeat(3 << 20);
    String manyCells = "y,".repeat(3 << 19);

    for (Map.Entry<String, String> upload :
        List.of(
            Map.entry("application/x-ndjson", "{\"input\":\"ok\"}\n{\"input\":\"" + huge + "\"}\n"),
            Map.entry("application/json", "[{\"input\":\"ok\"},{\"input\":\"" + huge + "\"}]"),
            Map.entry("text/csv", "a\nok\n\"" + huge + "\"\n"),
            Map.entry("text/csv", manyCells))) {
      Answer refused = server.upload("huge", "", upload.getKey(), upload.getValue());
      assertThat(refused.status()).as(upload.getKey()).isIn(413, 422);
      assertThat(refused.detail()).containsAnyOf("longer than", "more than 1000 cells");
    }
    assertThat(server.get(DATASETS + "/huge").at("/latestVersion").asInt()).isZero();
  }
}
