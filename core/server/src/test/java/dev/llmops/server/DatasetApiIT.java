package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetApiIT {

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
  void everyUploadMakesAVersion() {
    server.dataset("team/data", Reviews.samples(3));

    Answer second = server.upload("team/data", Reviews.samples(5)).expect(201);

    assertThat(second.at("/version").asInt()).isEqualTo(2);
    assertThat(second.at("/samples").asInt()).isEqualTo(5);
    String path = DATASETS + "/team%2Fdata";
    assertThat(server.get(path).at("/latestVersion").asInt()).isEqualTo(2);
    assertThat(server.get(path + "/versions").items("version")).containsExactly("2", "1");
    assertThat(server.get(path + "/samples").items("id")).hasSize(5);
    assertThat(server.get(path + "/samples?version=1").items("id"))
        .containsExactly("s0", "s1", "s2");
    server.get(path + "/samples?version=3").expect(404);
    server.get(path + "/samples?version=0").expect(422);
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
  void blankOverLongAndTakenNamesAreRefused() {
    server.post(DATASETS, "{\"name\":\"taken\"}").expect(201);

    assertThat(server.post(DATASETS, "{\"name\":\" \"}").expect(422).problems())
        .containsOnlyKeys("/name");
    assertThat(server.post(DATASETS, "{}").expect(422).problems()).containsOnlyKeys("/name");
    assertThat(
            server
                .post(DATASETS, "{\"name\":\"%s\"}".formatted("x".repeat(300)))
                .expect(422)
                .problems())
        .containsOnlyKeys("/name");
    assertThat(server.post(DATASETS, "{\"name\":\"taken\"}").expect(409).code())
        .isEqualTo("LLM-DAT-002");
    assertThat(server.get(DATASETS + "/tkaen").expect(404).detail()).contains("taken");
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
  void samplesArePagedInTheirOrder() {
    server.dataset("paged", Reviews.samples(7));
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      Answer page = server.get(DATASETS + "/paged/samples?version=1&limit=3" + cursor).expect(200);
      seen.addAll(page.items("id"));
      server.upload("paged", Reviews.samples(8 + pages)).expect(201);
      pages++;
      cursor = page.at("/nextCursor").isNull() ? "" : "&cursor=" + page.textAt("/nextCursor");
    } while (!cursor.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(seen).containsExactly("s0", "s1", "s2", "s3", "s4", "s5", "s6");
  }

  @Test
  void everyTypeIsStoredAndFiltersTheList() {
    for (String type :
        List.of("golden", "regression", "benchmark", "user", "synthetic", "production")) {
      server
          .post(
              DATASETS,
              """
              {"name":"type/%1$s","type":"%1$s","tags":["a","b"],"metadata":{"owner":"me"}}\
              """
                  .formatted(type))
          .expect(201);
      assertThat(server.get(DATASETS + "?type=" + type + "&limit=500").items("name"))
          .contains("type/" + type);
      Answer found = server.get(DATASETS + "/type%2F" + type).expect(200);
      assertThat(found.textAt("/type")).isEqualTo(type);
      assertThat(found.textAt("/tags/1")).isEqualTo("b");
      assertThat(found.textAt("/metadata/owner")).isEqualTo("me");
    }

    assertThat(server.get(DATASETS + "?type=user&limit=500").items("type")).containsOnly("user");
    server.get(DATASETS + "?type=silver").expect(422);
    assertThat(
            server
                .post(DATASETS, "{\"name\":\"x\",\"type\":\"silver\"}")
                .expect(422)
                .problems()
                .get("/type"))
        .contains("golden", "production");
  }

  @Test
  void aVersionTellsWhoMadeItAndWhy() {
    server.post(DATASETS, "{\"name\":\"noted\"}").expect(201);

    Answer made =
        server
            .upload("noted", "?note=first%20try", "application/x-ndjson", Reviews.samples(1))
            .expect(201);

    assertThat(made.textAt("/note")).isEqualTo("first try");
    assertThat(made.textAt("/createdBy")).isNotBlank();
    Answer version = server.get(DATASETS + "/noted/versions/1").expect(200);
    assertThat(version.textAt("/note")).isEqualTo("first try");
    assertThat(version.textAt("/hash")).isEqualTo(made.textAt("/hash"));
    server.get(DATASETS + "/noted/versions/2").expect(404);
    server.get(DATASETS + "/noted/versions/x").expect(404);
  }

  @Test
  void anUploadOfTheSameSamplesChangesNothing() {
    server.dataset("same", Reviews.samples(3));

    Answer again = server.upload("same", Reviews.samples(3)).expect(200);

    assertThat(again.at("/changed").asBoolean()).isFalse();
    assertThat(again.at("/version").asInt()).isEqualTo(1);
    Answer other = server.upload("same", Reviews.samples(4)).expect(201);
    assertThat(other.at("/changed").asBoolean()).isTrue();
  }

  @Test
  void appendedSamplesStandBehindTheFormerOnesInANewVersion() {
    server.dataset("grows", "{\"id\":\"a\",\"input\":\"1\"}\n");
    String csv = "id,input\nb,2\nc,3\n";

    Answer second = server.upload("grows", "?mode=append", "text/csv", csv).expect(201);

    assertThat(second.at("/samples").asInt()).isEqualTo(3);
    assertThat(server.get(DATASETS + "/grows/samples").items("id")).containsExactly("a", "b", "c");
    assertThat(server.get(DATASETS + "/grows/samples?version=1").items("id")).containsExactly("a");
    assertThat(server.upload("grows", "?mode=append", "text/csv", csv).expect(422).detail())
        .contains("line 2", "\"b\"");
    server.upload("grows", "?mode=merge", "text/csv", csv).expect(422);
  }

  @Test
  void samplesComeInCsv() {
    server.post(DATASETS, "{\"name\":\"csv\"}").expect(201);
    String csv =
        "\uFEFFid,question,input.lang,expected,context,metadata.source\r\n"
            + "q1,\"What, \"\"exactly\"\"?\",en,,a page,shop\r\n"
            + "\r\n"
            + ",\"two\nlines\",de,ja,,\r\n";

    server.upload("csv", "", "text/csv; charset=utf-8", csv).expect(201);

    Answer samples = server.get(DATASETS + "/csv/samples").expect(200);
    assertThat(samples.items("id")).containsExactly("q1", "sample-2");
    assertThat(samples.textAt("/items/0/input/question")).isEqualTo("What, \"exactly\"?");
    assertThat(samples.textAt("/items/0/input/lang")).isEqualTo("en");
    assertThat(samples.at("/items/0/expected").isNull()).isTrue();
    assertThat(samples.textAt("/items/0/context")).isEqualTo("a page");
    assertThat(samples.textAt("/items/0/metadata/source")).isEqualTo("shop");
    assertThat(samples.textAt("/items/1/input/question")).isEqualTo("two\nlines");
    assertThat(samples.textAt("/items/1/expected")).isEqualTo("ja");
    assertThat(samples.at("/items/1/context").isNull()).isTrue();
    assertThat(samples.at("/items/1/metadata").isEmpty()).isTrue();
  }

  @Test
  void whatIsWrongWithACsvIsToldByItsLine() {
    server.post(DATASETS, "{\"name\":\"bad-csv\"}").expect(201);
    for (Map.Entry<String, List<String>> wrong :
        Map.ofEntries(
                Map.entry("", List.of("line 1", "column names")),
                Map.entry("id,expected\n", List.of("line 1", "variable of the prompt")),
                Map.entry("a,,b\n", List.of("line 1", "column 2 has no name")),
                Map.entry("a,input.a\n", List.of("line 1", "two columns")),
                Map.entry("a,metadata\n", List.of("line 1", "metadata.NAME")),
                Map.entry("a\n", List.of("no samples")),
                Map.entry("a,b\n1,2\n\"x\ny\",2\n1\n", List.of("line 5", "1 cells")),
                Map.entry("a\n1\n2,3\n", List.of("line 3", "more than 1 cells")),
                Map.entry("id,a\nx,1\ny,2\nx,3\n", List.of("line 4", "\"x\"")),
                Map.entry("a\n1\n\"open\n", List.of("behind line 2", "not CSV")))
            .entrySet()) {
      Answer refused = server.upload("bad-csv", "", "text/csv", wrong.getKey()).expect(422);
      assertThat(refused.text().replace("\\\"", "\""))
          .as(wrong.getKey())
          .contains(wrong.getValue());
    }
    assertThat(server.get(DATASETS + "/bad-csv").at("/latestVersion").asInt()).isZero();
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

  @Test
  void aBrokenRowFarDownLeavesNothing() {
    server.dataset("far", Reviews.samples(1));
    String rows =
        "text,expected\n" + "good,yes\n".repeat(49_998) + "bad\n" + "good,yes\n".repeat(9);

    assertThat(server.upload("far", "", "text/csv", rows).expect(422).detail())
        .startsWith("line 50000: ");

    assertThat(server.get(DATASETS + "/far").at("/latestVersion").asInt()).isEqualTo(1);
    assertThat(server.get(DATASETS + "/far/versions").items("version")).containsExactly("1");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    server.post(DATASETS, "{\"name\":\"latin\"}").expect(201);

    Answer refused =
        server.uploadBytes(
            "latin", "text/csv", "a\nf\u00fcr\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(refused.expect(422).detail()).contains("not UTF-8");
  }

  @Test
  void aDatasetThatARunNeedsIsNotDeleted() {
    server.prompt("protector", "1.0.0", Reviews.GOOD_PROMPT, "review");
    server.dataset("guarded", Reviews.samples(2));
    server.upload("guarded", Reviews.samples(3)).expect(201);
    String run =
        server
            .post(
                "/api/v1/runs",
                """
                {"dataset":"guarded","datasetVersion":1,"prompt":{"name":"protector","ref":"1.0.0"},
                 "provider":"local","metrics":[{"metric":"exact-match"}],"start":false}\
                """)
            .expect(201)
            .textAt("/id");

    for (String path : List.of("/guarded", "/guarded/versions/1")) {
      Answer refused = server.delete(DATASETS + path).expect(409);
      assertThat(refused.code()).isEqualTo("LLM-DAT-009");
      assertThat(refused.detail()).contains("run " + run);
    }
    server.delete(DATASETS + "/guarded/versions/2").expect(204);
    server.get(DATASETS + "/guarded/samples?version=2").expect(404);
    server.delete(DATASETS + "/guarded/versions/2").expect(404);
    server.delete(DATASETS + "/nowhere").expect(404);
  }

  @Test
  void aDeletedDatasetIsGoneAndItsNameFree() {
    server.dataset("brief", Reviews.samples(3));

    server.delete(DATASETS + "/brief").expect(204);

    server.get(DATASETS + "/brief").expect(404);
    server.get(DATASETS + "/brief/samples").expect(404);
    server.get(DATASETS + "/brief/versions").expect(404);
    assertThat(server.get(DATASETS + "?limit=500").items("name")).doesNotContain("brief");
    server.dataset("brief", Reviews.samples(1));
    assertThat(server.get("/api/v1/audit?resource=dataset%2Fbrief").items("action"))
        .contains("dataset.delete");
  }
}
