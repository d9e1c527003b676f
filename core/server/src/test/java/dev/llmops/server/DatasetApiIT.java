package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    server = ServerFixture.start(folder);
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
  void whatADatasetSaysIsEdited() {
    server
        .post(
            DATASETS,
            """
            {"name":"team/edited","type":"user","description":"old","tags":["a"],"metadata":{"n":1}}\
            """)
        .expect(201);
    String path = DATASETS + "/team%2Fedited";
    server.upload("team/edited", Reviews.samples(2)).expect(201);

    Answer edited =
        server
            .send(
                "PATCH",
                path,
                Optional.of("{\"description\":\"new\",\"tags\":[\"b\",\"c\",\"b\"]}"))
            .expect(200);

    assertThat(edited.textAt("/description")).isEqualTo("new");
    assertThat(edited.at("/tags").toString()).isEqualTo("[\"b\",\"c\"]");
    assertThat(edited.at("/metadata/n").asInt()).isEqualTo(1);
    assertThat(edited.at("/latestVersion").asInt()).isEqualTo(1);
    Answer read = server.get(path).expect(200);
    assertThat(read.text()).isEqualTo(edited.text());
    assertThat(read.header("ETag")).isEqualTo(edited.header("ETag"));
    assertThat(server.get("/api/v1/audit?resource=dataset%2Fteam%2Fedited").items("action"))
        .containsOnlyOnce("dataset.edit");
  }

  @Test
  void anEditOfWhatHasChangedSinceIsRefused() {
    Answer created = server.post(DATASETS, "{\"name\":\"tagged\"}").expect(201);
    String first = created.header("ETag").orElseThrow();
    assertThat(server.get(DATASETS + "/tagged").header("ETag")).contains(first);
    edit("tagged", "{\"description\":\"mine\"}", first).expect(200);

    Answer stale = edit("tagged", "{\"description\":\"yours\"}", first).expect(412);

    assertThat(stale.code()).isEqualTo("LLM-DAT-011");
    assertThat(stale.textAt("/current/description")).isEqualTo("mine");
    edit("tagged", "{\"description\":\"yours\"}", "*").expect(200);
    assertThat(server.get(DATASETS + "/tagged").textAt("/description")).isEqualTo("yours");
  }

  @Test
  void aDatasetThatChangedMeanwhileIsNotDeleted() {
    String seen =
        server.post(DATASETS, "{\"name\":\"fleeting\"}").expect(201).header("ETag").orElseThrow();
    edit("fleeting", "{\"description\":\"mine\"}", seen).expect(200);

    Answer stale =
        server
            .send("DELETE", DATASETS + "/fleeting", Optional.empty(), "If-Match", seen)
            .expect(412);

    assertThat(stale.code()).isEqualTo("LLM-DAT-011");
    server.get(DATASETS + "/fleeting").expect(200);
  }

  @Test
  void whatIsWrongWithAnEditIsTold() {
    server.post(DATASETS, "{\"name\":\"wrongly\"}").expect(201);

    assertThat(edit("wrongly", "{\"tags\":[\"\"],\"metadata\":[]}", "*").expect(422).problems())
        .containsOnlyKeys("/tags/0", "/metadata");
    assertThat(edit("wrongly", "{\"desription\":\"x\"}", "*").expect(422).problems())
        .containsOnlyKeys("/desription");
    assertThat(edit("wrongly", "{\"type\":\"user\"}", "*").expect(422).problems())
        .containsOnlyKeys("/type");
    edit("nowhere", "{}", "*").expect(404);
    assertThat(server.get(DATASETS + "/wrongly").at("/tags").isEmpty()).isTrue();
  }

  private static Answer edit(String name, String body, String ifMatch) {
    return server.send("PATCH", DATASETS + "/" + name, Optional.of(body), "If-Match", ifMatch);
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
