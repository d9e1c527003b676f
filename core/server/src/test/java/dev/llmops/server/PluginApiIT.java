package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginApiIT {

  private static final String API = "/api/v1";

  @TempDir static Path folder;

  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server =
        ServerFixture.start(
            folder,
            """
            providers:
              gone: { use: openai, base-url: "http://127.0.0.1:9/v1", api-key: sk-hidden, model: m, max-retries: 0 }
            """);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Answer complete(String provider, String body) {
    return server.post(API + "/instances/" + provider + "/complete", body);
  }

  @Test
  void everyBundledPluginServes() {
    Answer plugins = server.get(API + "/plugins").expect(200);

    assertThat(plugins.items("id"))
        .containsExactlyInAnyOrder(
            "alerts-log",
            "alerts-webhook",
            "metrics-judge",
            "metrics-operational",
            "metrics-text",
            "provider-anthropic",
            "provider-local",
            "provider-openai",
            "provider-replay",
            "provider-routing",
            "stats-bayesian",
            "stats-frequentist",
            "stats-sequential",
            "storage-sqlite");
    // Nobody has configured these, which need settings.
    for (String idle :
        List.of(
            "alerts-webhook",
            "metrics-judge",
            "provider-anthropic",
            "provider-replay",
            "provider-routing")) {
      assertThat(server.get(API + "/plugins/" + idle).textAt("/state")).isEqualTo("loaded");
    }
    assertThat(plugins.items("state")).containsOnly("serving", "loaded");
    assertThat(plugins.items("state").stream().filter("loaded"::equals)).hasSize(5);
    assertThat(plugins.items("reason")).containsOnly("");
    assertThat(server.get(API + "/plugins/metrics-text").at("/contributions").toString())
        .contains("exact-match", "regex");
    assertThat(server.get(API + "/plugins/metric-text").expect(404).detail())
        .contains("metrics-text");
  }

  @Test
  void contributionsTellTheirKeys() {
    Answer metrics = server.get(API + "/contributions?kind=metric").expect(200);

    assertThat(metrics.items("kind")).containsOnly("metric");
    JsonNode limit = metrics.at("/items/" + metrics.items("name").indexOf("word-limit"));
    assertThat(limit.at("/config/0/key").asText()).isEqualTo("max");
    assertThat(limit.at("/config/0/defaultValue").asText()).isEqualTo("100");
    assertThat(server.get(API + "/contributions?kind=metrics").expect(422).problems().get("?kind"))
        .contains("metric");
  }

  @Test
  void instancesHideSecrets() {
    Answer instances = server.get(API + "/instances").expect(200);

    assertThat(instances.items("name")).contains("gone", "local", "exact-match", "sqlite", "welch");
    assertThat(instances.text()).contains("base-url").doesNotContain("sk-hidden");
  }

  @Test
  void aProviderAnswersAChat() {
    String question = Reviews.GOOD_PROMPT.replace("{{review}}", "wonderful").replace("\n", "\\n");

    Answer answer =
        complete(
                "local",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}".formatted(question))
            .expect(200);

    assertThat(answer.textAt("/text")).isEqualTo("positive");
    assertThat(answer.textAt("/finishReason")).isEqualTo("stop");
  }

  @Test
  void aChatThatCannotBeAnsweredIsToldWhy() {
    String hello = "{\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]%s}";

    assertThat(complete("lcoal", hello.formatted("")).expect(404).detail()).contains("local");
    complete("exact-match", hello.formatted("")).expect(404);
    assertThat(complete("local", hello.formatted(",\"model\":\"gpt\"")).expect(422).detail())
        .contains("nearest-example");
    Answer gone = complete("gone", hello.formatted("")).expect(503);
    assertThat(gone.header("Retry-After")).isPresent();
    assertThat(gone.text()).doesNotContain("sk-hidden");
  }

  @Test
  void aChatThatIsNotOneIsRefusedWithAllItsPlaces() {
    assertThat(complete("local", "{}").expect(422).problems()).containsOnlyKeys("/messages");
    assertThat(complete("local", "{\"messages\":[null]}").expect(422).problems())
        .containsOnlyKeys("/messages/0");
    assertThat(
            complete("local", "{\"messages\":[{\"role\":\"robot\"},{}],\"parameters\":1}")
                .expect(422)
                .problems())
        .containsOnlyKeys(
            "/messages/0/role",
            "/messages/0/content",
            "/messages/1/role",
            "/messages/1/content",
            "/parameters");
  }
}
