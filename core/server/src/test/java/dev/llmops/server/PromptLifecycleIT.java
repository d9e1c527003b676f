package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chat prompts, checks, differences, rollback and deletion over HTTP. */
class PromptLifecycleIT {

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

  @Test
  void aChatPromptIsRenderedIntoMessages() {
    Answer created =
        server
            .post(
                PROMPTS,
                """
                {"name":"chat","version":"1.0.0",
                 "messages":[{"role":"system","content":"Answer in {{language}}."},
                             {"role":"user","content":"{{question}}"}],
                 "variables":[{"name":"language","validation":"[A-Z][a-z]+"},{"name":"question"}],
                 "config":{"model":"small","parameters":{"temperature":0}}}\
                """)
            .expect(201);
    assertThat(created.at("/content").isMissingNode()).isTrue();
    assertThat(created.textAt("/config/model")).isEqualTo("small");

    Answer rendered =
        server
            .post(
                PROMPTS + "/chat/render",
                "{\"variables\":{\"language\":\"Italian\",\"question\":\"{{language}}?\"}}")
            .expect(200);

    assertThat(rendered.at("/messages").toString())
        .isEqualTo(
            "[{\"role\":\"system\",\"content\":\"Answer in Italian.\"},"
                + "{\"role\":\"user\",\"content\":\"{{language}}?\"}]");
    assertThat(rendered.at("/text").isMissingNode()).isTrue();
    assertThat(
            server
                .post(
                    PROMPTS + "/chat/render",
                    "{\"variables\":{\"language\":\"italian\",\"question\":\"?\"}}")
                .expect(422)
                .code())
        .isEqualTo("LLM-PRM-008");
  }

  @Test
  void aPromptHasEitherContentOrMessages() {
    assertThat(
            server
                .post(
                    PROMPTS,
                    """
                    {"name":"both","version":"1.0.0","content":"x",
                     "messages":[{"role":"user","content":"x"}]}\
                    """)
                .expect(422)
                .problems())
        .containsOnlyKeys("/content");
  }

  @Test
  void aCheckTellsProblemsAndWarningsAndStoresNothing() {
    server.prompt("checked", "1.0.0", "a");

    Answer found =
        server
            .post(
                PROMPTS + "/checked/check",
                """
                {"version":"1.1.0","content":"{{nam}}","variables":[{"name":"name"}],"lenient":true}\
                """)
            .expect(200);

    assertThat(found.at("/valid").asBoolean()).isTrue();
    assertThat(found.at("/warnings").size()).isEqualTo(2);
    assertThat(server.get(PROMPTS + "/checked/versions").items("version")).containsExactly("1.0.0");
  }

  @Test
  void twoVersionsAreComparedLineByLine() {
    server.prompt("compared", "1.0.0", "one\ntwo");
    server.prompt("compared", "1.1.0", "one\n{{name}}", "name");

    Answer diff = server.get(PROMPTS + "/compared/diff?from=production&to=%5E1").expect(200);

    assertThat(diff.at("/lines").toString())
        .isEqualTo(
            "[{\"op\":\"equal\",\"text\":\"one\"},{\"op\":\"removed\",\"text\":\"two\"},"
                + "{\"op\":\"added\",\"text\":\"{{name}}\"}]");
    assertThat(diff.textAt("/variables/added/0/name")).isEqualTo("name");
    server.get(PROMPTS + "/compared/diff?from=1.0.0").expect(422);
  }

  @Test
  void aLabelGoesBackToWhereItWasAndTheHistoryTellsIt() {
    server.prompt("back", "1.0.0", "a");
    server.prompt("back", "1.1.0", "b");
    server.put(PROMPTS + "/back/labels/production", "{\"version\":\"1.1.0\"}").expect(200);

    Answer label = server.post(PROMPTS + "/back/rollback", "{\"reason\":\"worse\"}").expect(200);

    assertThat(label.textAt("/version")).isEqualTo("1.0.0");
    Answer history = server.get(PROMPTS + "/back/history").expect(200);
    assertThat(history.items("action")).containsExactly("rollback", "move", "create");
    assertThat(history.textAt("/items/0/reason")).isEqualTo("worse");
    assertThat(server.post(PROMPTS + "/back/rollback", "{\"label\":\"none\"}").expect(404).code())
        .isEqualTo("LLM-PRM-005");
  }

  @Test
  void aVersionThatIsUsedIsNotDeleted() {
    server.prompt("kept", "1.0.0", "{{input}}", "input");
    server.prompt("kept", "1.1.0", "again {{input}}", "input");
    server.dataset("kept", "{\"input\":\"a\",\"expected\":\"b\"}\n");
    Answer schedule =
        server
            .post(
                "/api/v1/schedules",
                """
                {"name":"nightly","cron":"30 2 * * *","run":{"dataset":"kept",
                 "prompt":{"name":"kept","ref":"1.1.0"},"provider":"local",
                 "metrics":[{"metric":"exact-match"}]}}\
                """)
            .expect(201);

    Answer refused = server.delete(PROMPTS + "/kept/versions/1.1.0").expect(409);

    assertThat(refused.code()).isEqualTo("LLM-PRM-013");
    assertThat(refused.text()).contains("nightly");
    assertThat(server.get(PROMPTS + "/kept/usage").items("kind"))
        .containsExactly("label", "schedule");
    server.delete("/api/v1/schedules/" + schedule.textAt("/id")).expect(204);
    server.delete(PROMPTS + "/kept/versions/1.1.0").expect(204);
    server.get(PROMPTS + "/kept/versions/1.1.0").expect(404);
  }

  @Test
  void aLabelThatAScheduleNamesIsNotDeleted() {
    server.prompt("named", "1.0.0", "{{input}}", "input");
    server.prompt("named", "1.1.0", "again {{input}}", "input");
    server.put(PROMPTS + "/named/labels/canary", "{\"version\":\"1.1.0\"}").expect(200);
    server.dataset("named", "{\"input\":\"a\",\"expected\":\"b\"}\n");
    Answer schedule =
        server
            .post(
                "/api/v1/schedules",
                """
                {"name":"nightly","cron":"30 2 * * *","run":{"dataset":"named",
                 "prompt":{"name":"named","ref":"canary"},"provider":"local",
                 "metrics":[{"metric":"exact-match"}]}}\
                """)
            .expect(201);

    Answer refused = server.delete(PROMPTS + "/named/labels/canary").expect(409);

    assertThat(refused.code()).isEqualTo("LLM-PRM-015");
    assertThat(refused.text()).contains("nightly");
    server.delete("/api/v1/schedules/" + schedule.textAt("/id")).expect(204);
    server.delete(PROMPTS + "/named/labels/canary").expect(204);
  }

  @Test
  void aPromptIncludesAnotherAsItWasThen() {
    server
        .post(
            PROMPTS,
            """
            {"name":"policy","version":"1.0.0","content":"Be {{tone}}.",
             "variables":[{"name":"tone","default":"kind"}]}\
            """)
        .expect(201);
    Answer checked =
        server
            .post(
                PROMPTS + "/including/check",
                "{\"version\":\"1.0.0\",\"content\":\"{{> policy@^1}}\"}")
            .expect(200);
    assertThat(checked.textAt("/includes/0/version")).isEqualTo("1.0.0");
    assertThat(checked.at("/includes/0/content").isMissingNode()).isTrue();

    Answer created =
        server
            .post(
                PROMPTS,
                "{\"name\":\"including\",\"version\":\"1.0.0\",\"content\":\"{{> policy@^1}}\"}")
            .expect(201);
    assertThat(created.textAt("/includes/0/ref")).isEqualTo("^1");
    assertThat(created.textAt("/variables/0/name")).isEqualTo("tone");
    server.prompt("policy", "1.1.0", "Be brief.");
    server
        .post(
            PROMPTS,
            "{\"name\":\"including\",\"version\":\"1.1.0\",\"content\":\"{{> policy@^1}}\"}")
        .expect(201);

    assertThat(server.post(PROMPTS + "/including/render", "{}").expect(200).textAt("/text"))
        .isEqualTo("Be kind.");
    Answer diff = server.get(PROMPTS + "/including/diff?from=1.0.0&to=1.1.0").expect(200);
    assertThat(diff.at("/identical").asBoolean()).isFalse();
    assertThat(diff.at("/includes").toString())
        .isEqualTo("[{\"name\":\"policy\",\"from\":[\"1.0.0\"],\"to\":[\"1.1.0\"]}]");
    assertThat(server.get(PROMPTS + "/policy/usage").expect(200).at("/items").toString())
        .contains("\"kind\":\"prompt\",\"id\":\"including@1.0.0\"");
    assertThat(server.delete(PROMPTS + "/policy/versions/1.1.0").expect(409).code())
        .isEqualTo("LLM-PRM-013");
    assertThat(
            server
                .post(
                    PROMPTS,
                    "{\"name\":\"including\",\"version\":\"2.0.0\",\"content\":\"{{>"
                        + " policy@production}}\"}")
                .expect(422)
                .problems())
        .containsOnlyKeys("/content");
  }

  @Test
  void tokensAreEstimatedForWhatIsAskedAndForDefaults() {
    String draft =
        """
        {"name":"counted","version":"1.0.0","content":"{{greeting}} {{name}}",
         "variables":[{"name":"greeting","default":"Hello"},{"name":"name"}]}\
        """;
    Answer checked = server.post(PROMPTS + "/counted/check", draft).expect(200);
    assertThat(checked.at("/tokens").toString())
        .isEqualTo("{\"estimate\":8,\"method\":\"heuristic\"}");
    assertThat(
            server
                .post(PROMPTS + "/counted/check", "{\"version\":\"1.0.0\",\"content\":\"{{x}}\"}")
                .expect(200)
                .at("/tokens")
                .isMissingNode())
        .isTrue();
    server.post(PROMPTS, draft).expect(201);

    assertThat(server.get(PROMPTS + "/counted").expect(200).at("/tokens/estimate").asInt())
        .isEqualTo(8);
    Answer rendered =
        server
            .post(
                PROMPTS + "/counted/render",
                "{\"variables\":{\"name\":\"" + "word ".repeat(100) + "\"}}")
            .expect(200);
    assertThat(rendered.at("/tokens/estimate").asInt()).isBetween(100, 110);
  }
}
