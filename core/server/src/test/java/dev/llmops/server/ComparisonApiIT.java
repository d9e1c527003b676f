package dev.llmops.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Experiments that are made in one step. */
class ComparisonApiIT {

  private static final String EXPERIMENTS = "/api/v1/experiments";
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

  private static Answer compare(String name, String control, String treatment, String more) {
    return server.post(
        EXPERIMENTS + ":compare-prompts",
        "{\"name\":\"%s\",\"control\":%s,\"treatment\":%s%s}"
            .formatted(name, control, treatment, more));
  }

  private static String creating(String prompt, String version) {
    return "{\"create\":{\"name\":\"%s\",\"version\":\"%s\",\"content\":\"Version %s\"}}"
        .formatted(prompt, version, version);
  }

  @Test
  void promptsAreComparedInOneStep() {
    Answer created =
        compare(
                "wording",
                creating("step", "1.0.0"),
                creating("step", "1.1.0"),
                ",\"share\":0.25,\"parameters\":{\"temperature\":0.2},\"confidence\":0.9")
            .expect(201);

    assertThat(created.textAt("/status")).isEqualTo("draft");
    assertThat(created.at("/variants/0/control").asBoolean()).isTrue();
    assertThat(created.at("/variants/1/share").asDouble()).isEqualTo(0.25);
    assertThat(created.at("/variants/1/parameters/temperature").asDouble()).isEqualTo(0.2);
    assertThat(created.textAt("/metrics/2/name")).isEqualTo("satisfaction");
    assertThat(created.header("ETag")).isPresent();
    String id = created.textAt("/id");
    server.post(EXPERIMENTS + "/" + id + "/start").expect(200);
    Answer assigned =
        server.post(EXPERIMENTS + "/" + id + "/assignments", "{\"unit\":\"u\"}").expect(200);
    String ref = assigned.textAt("/prompt/ref");
    assertThat(
            server
                .post(PROMPTS + "/step/render?ref=" + ref, "{\"variables\":{}}")
                .expect(200)
                .textAt("/text"))
        .isEqualTo("Version " + ref);
  }

  @Test
  void aNewVersionIsComparedWithTheServedOne() {
    server
        .post(PROMPTS, "{\"name\":\"served\",\"version\":\"1.0.0\",\"content\":\"Old\"}")
        .expect(201);

    Answer created =
        compare(
                "served-or-new",
                "{\"prompt\":{\"name\":\"served\"}}",
                creating("served", "2.0.0"),
                "")
            .expect(201);

    assertThat(created.textAt("/variants/0/prompt/ref")).isEqualTo("1.0.0");
    assertThat(created.textAt("/variants/1/prompt/ref")).isEqualTo("2.0.0");
  }

  @Test
  void nothingRemainsOfAComparisonThatIsRefused() {
    compare("taken", creating("first", "1.0.0"), creating("first", "1.1.0"), "").expect(201);

    Answer refused =
        compare("taken", creating("never", "1.0.0"), creating("never", "1.1.0"), "").expect(409);
    compare("free", creating("never", "1.0.0"), creating("first", "1.1.0"), "").expect(409);
    compare("free", creating("never", "1.0.0"), "{}", "").expect(422);

    assertThat(refused.textAt("/code")).isEqualTo("LLM-EXP-002");
    server.get(PROMPTS + "/never").expect(404);
    server.get(EXPERIMENTS + "/free").expect(404);
  }

  @Test
  void everythingThatIsWrongIsToldWithItsPlace() {
    assertThat(
            compare(
                    " ",
                    "{\"create\":{\"name\":\"p\",\"version\":\"1\",\"content\":\"{{x}}\"}}",
                    "{\"prompt\":{\"name\":\"nowhere\"}}",
                    ",\"share\":0,\"provider\":\"nobody\",\"confidence\":2")
                .expect(422)
                .problems())
        .containsOnlyKeys(
            "/name",
            "/control/create/version",
            "/control/create/content",
            "/treatment/prompt",
            "/share",
            "/provider",
            "/confidence");
  }

  @Test
  void aSequentialTestHoldsHoweverOftenOneLooks() {
    String metrics =
        ",\"metrics\":[{\"name\":\"solved\",\"kind\":\"proportion\",\"test\":\"sequential-proportion\"},"
            + "{\"name\":\"seconds\",\"kind\":\"mean\",\"direction\":\"decrease\",\"test\":\"sequential-mean\"}]";
    compare("always", creating("always", "1.0.0"), creating("always", "1.1.0"), metrics)
        .expect(201);
    server.post(EXPERIMENTS + "/always/start").expect(200);
    List<String> observations = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String variant =
          server
              .post(EXPERIMENTS + "/always/assignments", "{\"unit\":\"u%d\"}".formatted(i))
              .expect(200)
              .textAt("/variant");
      int solved = i % 4 < (variant.equals("treatment") ? 3 : 1) ? 1 : 0;
      for (String value : List.of("solved\",\"value\":" + solved, "seconds\",\"value\":" + i % 7)) {
        observations.add(
            "{\"id\":\"%d-%s\",\"experiment\":\"always\",\"unit\":\"u%d\",\"metric\":\"%s}"
                .formatted(i, value.substring(0, value.indexOf('"')), i, value));
      }
    }
    server
        .post(
            "/api/v1/observations",
            "{\"observations\":[%s]}".formatted(String.join(",", observations)))
        .expect(200);

    Answer results = server.get(EXPERIMENTS + "/always/results").expect(200);

    assertThat(results.textAt("/decision/action")).isEqualTo("ship");
    assertThat(results.textAt("/metrics/0/comparisons/0/interval/kind")).isEqualTo("always_valid");
    assertThat(results.textAt("/metrics/1/comparisons/0/interval/kind")).isEqualTo("always_valid");
    assertThat(results.at("/decision/reasons").toString()).doesNotContain("one look");
  }

  @Test
  void modelsAreComparedInOneStep() {
    Answer created =
        server
            .post(
                EXPERIMENTS + ":compare-models",
                "{\"name\":\"models\",\"models\":[{\"model\":\"large\"},{\"model\":\"small:8b\",\"parameters\":{\"temperature\":1}},{\"model\":\"tiny\"}],\"parameters\":{\"temperature\":0.2}}")
            .expect(201);

    assertThat(created.textAt("/variants/0/name")).isEqualTo("large");
    assertThat(created.at("/variants/0/control").asBoolean()).isTrue();
    assertThat(created.textAt("/variants/1/name")).isEqualTo("small-8b");
    assertThat(created.textAt("/variants/1/model")).isEqualTo("small:8b");
    assertThat(created.at("/variants/1/parameters/temperature").asDouble()).isEqualTo(1);
    assertThat(created.at("/variants/2/parameters/temperature").asDouble()).isEqualTo(0.2);
    assertThat(created.textAt("/description")).isEqualTo("Model comparison: large, small:8b, tiny");
    assertThat(created.textAt("/metrics/0/name")).isEqualTo("quality");
    assertThat(
            server
                .post(
                    EXPERIMENTS + ":compare-models",
                    "{\"name\":\"twice\",\"models\":[{\"model\":\"a\"},{\"model\":\"a\"}]}")
                .expect(422)
                .problems())
        .containsOnlyKeys("/models/1/model");
    assertThat(
            server
                .post(
                    EXPERIMENTS + ":compare-models",
                    "{\"name\":\"lost\",\"models\":[{\"model\":\"small:8b\"},{\"model\":\"small-8b\",\"provider\":\"nobody\"}],\"prompt\":{\"name\":\"nowhere\"}}")
                .expect(422)
                .problems())
        .containsOnlyKeys("/prompt", "/models/1/provider");
    assertThat(
            server
                .post(
                    EXPERIMENTS + ":compare-models",
                    "{\"name\":\"one\",\"models\":[{\"model\":\"a\"}]}")
                .expect(422)
                .problems())
        .containsOnlyKeys("/models");
  }
}
