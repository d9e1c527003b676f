package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

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
                "{\"input\":\"x\",\"metadata\":[]}", "\"metadata\" is an object")
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

    assertThat(server.post(DATASETS + "/typed/samples", "{\"input\":\"x\"}").expect(415).detail())
        .contains("application/x-ndjson");
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
      server.upload("paged", Reviews.samples(1)).expect(201);
      pages++;
      cursor = page.at("/nextCursor").isNull() ? "" : "&cursor=" + page.textAt("/nextCursor");
    } while (!cursor.isEmpty());

    assertThat(pages).isEqualTo(3);
    assertThat(seen).containsExactly("s0", "s1", "s2", "s3", "s4", "s5", "s6");
  }
}
