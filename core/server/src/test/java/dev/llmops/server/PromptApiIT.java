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

class PromptApiIT {

  private static final String PROMPTS = "/api/v1/prompts";

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

  private static Answer refused(String body) {
    return server.post(PROMPTS, body).expect(422);
  }

  @Test
  void registersAVersionAndSaysWhereItIs() {
    Answer created =
        server
            .post(
                PROMPTS,
                """
                {"name":"first/hello","version":"1.0.0","content":"Hi {{name}}, {{#items}}{{.}};{{/items}}",
                 "variables":[{"name":"name"},{"name":"items","type":"list","default":[]}],
                 "tags":["a"],"metadata":{"team":"x"},"author":"Ada","commitMessage":"first","labels":["beta"]}\
                """)
            .expect(201);

    assertThat(created.header("Location")).contains(PROMPTS + "/first%2Fhello/versions/1.0.0");
    Answer read = server.get(created.header("Location").orElseThrow()).expect(200);
    assertThat(read.json()).isEqualTo(created.json());
    assertThat(read.at("/variables/1/required").asBoolean()).isFalse();
    Answer served = server.get(PROMPTS + "/first%2Fhello").expect(200);
    assertThat(served.textAt("/matched/kind")).isEqualTo("label");
    assertThat(served.at("/labels").toString()).isEqualTo("[\"beta\",\"production\"]");
  }

  @Test
  void resolvesLabelsVersionsAndRanges() {
    server.prompt("resolve", "1.0.0", "a");
    server.prompt("resolve", "1.2.0", "b");
    server.prompt("resolve", "2.0.0-rc.1", "c");

    assertThat(server.get(PROMPTS + "/resolve").textAt("/version")).isEqualTo("1.0.0");
    assertThat(server.get(PROMPTS + "/resolve?ref=%5E1").textAt("/version")).isEqualTo("1.2.0");
    assertThat(server.get(PROMPTS + "/resolve?ref=2.0.0-rc.1").textAt("/content")).isEqualTo("c");
    assertThat(server.get(PROMPTS + "/resolve/versions").items("version"))
        .containsExactly("2.0.0-rc.1", "1.2.0", "1.0.0");
    assertThat(server.get(PROMPTS + "/resolve/versions/9.9.9").expect(404).detail())
        .contains("1.2.0");
    assertThat(server.get(PROMPTS + "/resolve?ref=prodution").expect(404).detail())
        .contains("did you mean \"production\"?");
  }

  @Test
  void anUnknownPromptIsToldWithNearNames() {
    server.prompt("team/greeting", "1.0.0", "a");

    Answer missing = server.get(PROMPTS + "/team%2Fgreetign").expect(404);

    assertThat(missing.code()).isEqualTo("LLM-PRM-003");
    assertThat(missing.detail()).contains("team/greeting");
  }

  @Test
  void blankOverLongAndOddNamesAreRefused() {
    String body = "{\"name\":\"%s\",\"version\":\"1.0.0\",\"content\":\"x\"}";

    assertThat(refused(body.formatted("  ")).problems()).containsOnlyKeys("/name");
    assertThat(refused(body.formatted("x".repeat(201))).problems().get("/name"))
        .contains("at most 128", "201");
    assertThat(refused(body.formatted("no spaces")).problems()).containsOnlyKeys("/name");
    assertThat(refused(body.formatted("a//b")).problems()).containsOnlyKeys("/name");
  }

  @Test
  void everythingThatIsWrongWithAVersionIsToldAtOnce() {
    Answer refused =
        refused(
            """
            {"name":"","version":"1.0","content":"Hello {{name}} {{#if","tags":[" "],"labels":["1.0.0"]}\
            """);

    assertThat(refused.code()).isEqualTo("LLM-PRM-001");
    assertThat(refused.problems().keySet())
        .containsExactlyInAnyOrder("/name", "/version", "/content", "/tags/0", "/labels/0");
  }

  @Test
  void aTemplateThatDoesNotParseIsToldWithLineAndColumn() {
    Answer refused =
        refused(
            "{\"name\":\"broken\",\"version\":\"1.0.0\",\"content\":\"one\\ntwo {{#list}} three\"}");

    assertThat(refused.problems().get("/content")).startsWith("2:5");
  }

  @Test
  void aTemplateThatUsesWhatIsNotDeclaredIsTold() {
    Answer refused =
        refused(
            """
            {"name":"undeclared","version":"1.0.0","content":"Hello {{usrname}}","variables":[{"name":"username"}]}\
            """);

    assertThat(refused.problems().get("/content"))
        .contains("1:7", "usrname", "did you mean username?");
  }

  @Test
  void aVersionExistsOnce() {
    server.prompt("twice", "1.0.0", "a");

    Answer again =
        server
            .post(PROMPTS, "{\"name\":\"twice\",\"version\":\"1.0.0\",\"content\":\"b\"}")
            .expect(409);

    assertThat(again.code()).isEqualTo("LLM-PRM-002");
    assertThat(server.get(PROMPTS + "/twice").textAt("/content")).isEqualTo("a");
  }

  @Test
  void rendersValuesButNeverTemplatesInThem() {
    server.prompt("render", "1.0.0", "Hi {{name}}", "name");

    Answer rendered =
        server
            .post(PROMPTS + "/render/render", "{\"variables\":{\"name\":\"{{name}} & <b>\"}}")
            .expect(200);

    assertThat(rendered.textAt("/text")).isEqualTo("Hi {{name}} & <b>");
    assertThat(rendered.textAt("/version")).isEqualTo("1.0.0");
  }

  @Test
  void missingUndeclaredAndMistypedValuesAreToldTogether() {
    server
        .post(
            PROMPTS,
            """
            {"name":"typed","version":"1.0.0","content":"{{name}} {{age}} {{city}}",
             "variables":[{"name":"name"},{"name":"age","type":"integer"},{"name":"city"}]}\
            """)
        .expect(201);

    Answer refused =
        server
            .post(
                PROMPTS + "/typed/render",
                "{\"variables\":{\"age\":\"old\",\"citty\":\"Rome\",\"name\":\"Ada\"}}")
            .expect(422);

    assertThat(refused.code()).isEqualTo("LLM-PRM-008");
    assertThat(refused.problems().values())
        .anyMatch(text -> text.contains("age must be an integer, was a string"))
        .anyMatch(text -> text.contains("city is missing"))
        .anyMatch(text -> text.contains("citty is not declared") && text.contains("city?"))
        .hasSize(3);
  }

  @Test
  void aLabelMovesUnderIfMatch() {
    server.prompt("label", "1.0.0", "a");
    server.prompt("label", "2.0.0", "b");
    String production = PROMPTS + "/label/labels/production";

    Answer moved =
        server
            .put(production, "{\"version\":\"2.0.0\",\"reason\":\"better\"}", "If-Match", "\"1\"")
            .expect(200);
    assertThat(moved.header("ETag")).contains("\"2\"");

    Answer stale =
        server.put(production, "{\"version\":\"1.0.0\"}", "If-Match", "\"1\"").expect(412);
    assertThat(stale.detail()).contains("2.0.0", "revision 2");
    assertThat(stale.textAt("/current/version")).isEqualTo("2.0.0");
    assertThat(stale.at("/current/revision").asLong()).isEqualTo(2);
    assertThat(server.get(PROMPTS + "/label").textAt("/version")).isEqualTo("2.0.0");
    server.put(production, "{\"version\":\"1.0.0\"}", "If-Match", "1").expect(400);
    assertThat(server.put(production, "{\"version\":\"3.0.0\"}").expect(404).detail())
        .contains("2.0.0");
    assertThat(server.put(production, "{\"version\":\"latest\"}").expect(422).problems())
        .containsOnlyKeys("/version");
    server.put(production, "{}").expect(422);
  }

  @Test
  void theServedLabelCannotBeDeletedButAnotherCan() {
    server.prompt("drop", "1.0.0", "a");
    server
        .put(PROMPTS + "/drop/labels/beta", "{\"version\":\"1.0.0\"}", "If-Match", "\"0\"")
        .expect(200);
    server
        .put(PROMPTS + "/drop/labels/beta", "{\"version\":\"1.0.0\"}", "If-Match", "\"0\"")
        .expect(412);

    assertThat(server.delete(PROMPTS + "/drop/labels/production").expect(409).code())
        .isEqualTo("LLM-PRM-011");
    server.delete(PROMPTS + "/drop/labels/beta", "If-Match", "\"7\"").expect(412);
    server.delete(PROMPTS + "/drop/labels/beta").expect(204);
    server.delete(PROMPTS + "/drop/labels/beta").expect(404);
    assertThat(server.get(PROMPTS + "/drop/labels").items("label")).containsExactly("production");
  }

  @Test
  void aListIsPagedThroughWithoutRepeatsWhileOthersAdd() {
    for (int i = 0; i < 5; i++) {
      server.prompt("page/p" + (2 * i), "1.0.0", "a");
    }
    List<String> seen = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      Answer page = server.get(PROMPTS + "?q=page/p&limit=2" + cursor).expect(200);
      seen.addAll(page.items("name"));
      // One before the place and one behind it.
      server.prompt("page/o" + pages, "1.0.0", "a");
      server.prompt("page/p9" + pages, "1.0.0", "a");
      pages++;
      cursor = page.at("/nextCursor").isNull() ? "" : "&cursor=" + page.textAt("/nextCursor");
    } while (!cursor.isEmpty());

    assertThat(pages).isGreaterThanOrEqualTo(3);
    assertThat(seen).doesNotHaveDuplicates().isSorted();
    assertThat(seen).contains("page/p0", "page/p2", "page/p4", "page/p6", "page/p8");
  }

  @Test
  void aCursorBelongsToItsListAndLimit() {
    server.prompt("cursor/a", "1.0.0", "a");
    server.prompt("cursor/b", "1.0.0", "a");
    String next = server.get(PROMPTS + "?q=cursor&limit=1").textAt("/nextCursor");

    assertThat(server.get(PROMPTS + "?q=cursor&limit=1&cursor=" + next).items("name"))
        .containsExactly("cursor/b");
    assertThat(server.get(PROMPTS + "?q=curs&limit=1&cursor=" + next).expect(422).code())
        .isEqualTo("LLM-WEB-006");
    server.get(PROMPTS + "?cursor=nonsense").expect(422);
    for (String limit : List.of("0", "501", "x", "-1")) {
      assertThat(server.get(PROMPTS + "?limit=" + limit).expect(422).problems())
          .containsOnlyKeys("?limit");
    }
  }

  @Test
  void unknownFieldsAreToldWithTheNearestName() {
    Answer refused =
        refused(
            """
            {"name":"unknown","version":"1.0.0","contnet":"x","variables":[{"name":"a","typ":"string"}]}\
            """);

    assertThat(refused.problems())
        .containsOnlyKeys("/contnet", "/variables/0/typ")
        .extractingByKey("/contnet")
        .asString()
        .contains("did you mean \"content\"");
  }

  @Test
  void nullsWhereValuesBelongAreRefused() {
    for (Map.Entry<String, String> field :
        Map.of(
                "\"variables\":[null]", "/variables/0",
                "\"tags\":[null]", "/tags/0",
                "\"labels\":[null]", "/labels/0",
                "\"variables\":[{\"name\":null}]", "/variables/0/name",
                "\"metadata\":[1]", "/metadata")
            .entrySet()) {
      Answer refused =
          refused(
              "{\"name\":\"nulls\",\"version\":\"1.0.0\",\"content\":\"x\",%s}"
                  .formatted(field.getKey()));
      assertThat(refused.problems()).as(field.getKey()).containsOnlyKeys(field.getValue());
    }
    assertThat(refused("{}").problems()).containsKeys("/name", "/version", "/content");
  }

  @Test
  void aRepeatedPostIsAnsweredAsTheFirstTime() {
    String body = "{\"name\":\"again\",\"version\":\"1.0.0\",\"content\":\"x\"}";
    Answer first = server.post(PROMPTS, body, "Idempotency-Key", "k-1").expect(201);
    Answer second = server.post(PROMPTS, body, "Idempotency-Key", "k-1").expect(201);

    assertThat(second.text()).isEqualTo(first.text());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.header("Idempotency-Replayed")).contains("true");
    server.post(PROMPTS, body.replace("1.0.0", "2.0.0"), "Idempotency-Key", "k-1").expect(422);
    server.post(PROMPTS, body).expect(409);
  }
}
