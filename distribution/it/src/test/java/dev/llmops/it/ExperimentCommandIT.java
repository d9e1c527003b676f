package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of experiments from the command line. */
class ExperimentCommandIT {

  private static Archive archive;
  private static ServerProcess server;

  @BeforeAll
  static void start() {
    archive = Archive.unpacked();
    server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void twoPromptsAreComparedFromTheFirstIdeaToThePromotion() throws IOException {
    ok("prompt", "push", "greet", "1.0.0", file("old.txt", "Hello {{name}}"), "--var", "name");

    Command.Outcome drafted =
        ok(
            "experiment",
            "compare-prompts",
            "wording",
            "greet",
            "greet@1.1.0:" + file("new.txt", "Hi {{name}}!"),
            "--var",
            "name",
            "--metric",
            "solved:proportion",
            "--metric",
            "seconds:mean:decrease",
            "--min-samples",
            "50",
            "--param",
            "temperature:=0.2");
    assertThat(drafted.out())
        .contains("wording is draft", "greet@1.0.0", "greet@1.1.0", "50.0 %", "two-proportion")
        .contains("{\"temperature\":0.2}");
    assertThat(ok("experiment", "start", "wording", "-m", "go").out())
        .isEqualTo("wording is running\n");
    observe("wording", 400);

    assertThat(ok("experiment", "counts", "wording").out()).containsPattern("all +400");
    assertThat(ok("experiment", "results", "wording").out())
        .contains("wording is running. Ship treatment: solved of treatment", "Sample ratio ok")
        .contains("solved (primary)", "control (control)", "improvement", "- ");
    assertThat(ok("experiment", "results", "wording", "--json").out()).contains("\"sampleRatio\"");
    assertThat(ok("experiment", "results", "wording", "--bayesian").out())
        .contains("EXPECTED LOSS", "no unit of control has a value yet")
        .containsPattern("solved +treatment +100.0 % +[0-9.e-]+ +[0-9.]+ to ");
    ok("experiment", "pause", "wording");
    assertThat(ok("experiment", "assign", "wording", "somebody").out())
        .isEqualTo("control (paused)\n");
    ok("experiment", "resume", "wording");
    assertThat(ok("experiment", "complete", "wording", "--winner", "treatment", "--promote").out())
        .isEqualTo("wording is completed, treatment wins\n");
    assertThat(ok("prompt", "get", "greet").out()).startsWith("greet 1.1.0");
    assertThat(ok("experiment", "history", "wording").out())
        .containsSubsequence("complete", "start", "pause", "start", "go", "create");
    assertThat(ok("experiment", "results", "wording").out()).contains("result frozen");
    assertThat(ok("experiment", "looks", "wording").out())
        .containsPattern("Z +400 +solved +treatment +[0-9.]+ .* to .* ship treatment");
  }

  @Test
  void experimentsAreDraftedEditedListedAndDeleted() throws IOException {
    String draft =
        file(
            "draft.json",
            "{\"name\":\"drafted\",\"variants\":[{\"name\":\"a\",\"control\":true},{\"name\":\"b\"}],"
                + "\"metrics\":[{\"name\":\"solved\",\"kind\":\"proportion\"}]}");
    ok("experiment", "create", draft);
    ok("experiment", "edit", "drafted", file("edit.json", "{\"description\":\"b is shorter\"}"));

    assertThat(ok("experiment", "show", "drafted").out()).contains("b is shorter", "a (control)");
    assertThat(ok("experiment", "list", "--status", "draft").out()).contains("drafted", "a, b");
    assertThat(ok("experiment", "list", "--json").out()).contains("\"items\"");
    Command.Outcome resumed = llmops("experiment", "resume", "drafted");
    assertThat(resumed.exitCode()).isEqualTo(1);
    assertThat(resumed.err()).contains("drafted is draft; only a paused");
    assertThat(ok("experiment", "cancel", "drafted").out()).isEqualTo("drafted is cancelled\n");
    ok("experiment", "delete", "drafted", "-m", "tidying up");
    assertThat(llmops("experiment", "show", "drafted").exitCode()).isEqualTo(1);
  }

  @Test
  void modelsAreComparedInOneStep() throws IOException {
    assertThat(
            ok("experiment", "compare-models", "models", "large", "small", "--provider", "local")
                .out())
        .contains("large (control)", "local", "quality");
    assertThat(ok("experiment", "compare-models", "named", "local=large", "small").out())
        .contains("large (control)", "local");
    assertThat(llmops("experiment", "compare-models", "lost", "lokal=a", "local=a").err())
        .contains("lokal");
    Command.Outcome alone = llmops("experiment", "compare-models", "alone", "large");
    assertThat(alone.exitCode()).isEqualTo(64);
    Command.Outcome wrong =
        llmops("experiment", "compare-models", "wrong", "a", "b", "--metric", "solved");
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.err()).contains("solved:proportion").doesNotContain("Exception");
  }

  @Test
  void theSizeIsPlannedBeforehand() {
    assertThat(
            ok(
                    "experiment",
                    "plan",
                    "proportion",
                    "--control-rate",
                    "0.3",
                    "--effect",
                    "0.05",
                    "--power",
                    "0.8",
                    "--units-per-day",
                    "500")
                .out())
        .contains("2,754 units in 6 days find an effect of 0.05000 (16.7 % of the control)")
        .contains("--min-samples")
        .containsPattern("treatment +50.0 % +1377");
    assertThat(
            ok(
                    "experiment",
                    "plan",
                    "mean",
                    "--sd",
                    "2",
                    "--decrease",
                    "--units",
                    "128",
                    "--effect",
                    "1",
                    "--json")
                .out())
        .contains("\"power\" : 0.801459");
    Command.Outcome refused = llmops("experiment", "plan", "mean", "--effect", "1");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("standardDeviation", "give two of units");
  }

  @Test
  void aValueIsObservedOnce() throws IOException {
    String draft =
        file(
            "observed.json",
            "{\"name\":\"observed\",\"variants\":[{\"name\":\"a\",\"control\":true},{\"name\":\"b\"}],"
                + "\"metrics\":[{\"name\":\"solved\",\"kind\":\"proportion\"}]}");
    ok("experiment", "create", draft);
    ok("experiment", "start", "observed");
    ok("experiment", "assign", "observed", "ada");

    assertThat(ok("experiment", "observe", "observed", "ada", "solved", "1", "--id", "e1").out())
        .isEqualTo("accepted\n");
    assertThat(ok("experiment", "observe", "observed", "ada", "solved", "1", "--id", "e1").out())
        .isEqualTo("duplicate\n");
    assertThat(ok("experiment", "observe", "observed", "ada", "solved", "0", "--json").out())
        .contains("\"accepted\" : 1");
    Command.Outcome never = llmops("experiment", "observe", "observed", "bob", "solved", "1");
    assertThat(never.exitCode()).isEqualTo(1);
    assertThat(never.err()).contains("LLM-OBS-006");
  }

  @Test
  void aTesterIsGivenAVariantByHand() throws IOException {
    String draft =
        file(
            "tested.json",
            "{\"name\":\"tested\",\"variants\":[{\"name\":\"a\",\"control\":true},{\"name\":\"b\"}],"
                + "\"metrics\":[{\"name\":\"solved\",\"kind\":\"proportion\"}]}");
    ok("experiment", "create", draft);
    ok("experiment", "start", "tested");

    assertThat(ok("experiment", "override", "set", "tested", "ada", "b", "-m", "our tester").out())
        .isEqualTo("ada gets b and counts nowhere\n");
    assertThat(ok("experiment", "assign", "tested", "ada").out()).isEqualTo("b (forced)\n");
    assertThat(ok("experiment", "override", "list", "tested").out())
        .containsPattern("ada +b .*our tester");
    assertThat(ok("experiment", "override", "remove", "tested", "ada").out())
        .isEqualTo("ada gets what the split says\n");
    assertThat(ok("experiment", "override", "list", "tested").out()).contains("(released)");
    assertThat(ok("experiment", "counts", "tested").out()).containsPattern("all +0");
    assertThat(llmops("experiment", "override", "remove", "tested", "bob").err())
        .contains("LLM-EXP-017");
  }

  @Test
  void aShareOfTheTargetedUnitsTakesPart() throws IOException {
    String draft =
        file(
            "ramped.json",
            "{\"name\":\"ramped\",\"variants\":[{\"name\":\"a\",\"control\":true},{\"name\":\"b\"}],"
                + "\"metrics\":[{\"name\":\"solved\",\"kind\":\"proportion\"}],\"traffic\":0.05,"
                + "\"segments\":[\"age\"],"
                + "\"targeting\":[{\"attribute\":\"age\",\"operator\":\"at_least\",\"values\":[18]}]}");
    ok("experiment", "create", draft);
    assertThat(ok("experiment", "start", "ramped").out())
        .isEqualTo("ramped is running, 5.0 % take part\n");

    assertThat(ok("experiment", "ramp-up", "ramped", "1", "-m", "no errors").out())
        .isEqualTo("ramped is running\n");
    assertThat(ok("experiment", "show", "ramped").out())
        .contains("100.0 % of units with age at_least 18");
    assertThat(ok("experiment", "assign", "ramped", "ada").out())
        .isEqualTo("a (not_targeted: age at_least 18)\n");
    assertThat(ok("experiment", "assign", "ramped", "ada", "--attribute", "age:=18").out())
        .contains("(allocated)");
    assertThat(ok("experiment", "segments", "ramped", "age").out())
        .contains("age 18, 1 units")
        .containsPattern("solved \\(primary\\) +a \\(control\\) +0");
    assertThat(llmops("experiment", "ramp-up", "ramped", "0.5").err()).contains("LLM-EXP-019");
  }

  /** Units of the treatment solve their task in three of four cases, others in one of four. */
  private static void observe(String experiment, int units) {
    ObjectNode body = Http.JSON.createObjectNode();
    ArrayNode observations = body.putArray("observations");
    for (int i = 0; i < units; i++) {
      String unit = "user-" + i;
      JsonNode assigned =
          server
              .http()
              .post(
                  "/api/v1/experiments/" + experiment + "/assignments",
                  "{\"unit\":\"" + unit + "\"}")
              .expect(200);
      boolean treated = assigned.path("variant").asText().equals("treatment");
      observations
          .addObject()
          .put("id", "solved-" + unit)
          .put("experiment", experiment)
          .put("unit", unit)
          .put("metric", "solved")
          .put("value", i % 4 < (treated ? 3 : 1) ? 1 : 0);
    }
    server.http().post("/api/v1/observations", body.toString()).expect(200);
  }

  private static String file(String name, String text) throws IOException {
    Path file = archive.home().resolve(name);
    return Files.writeString(file, text).toString();
  }

  private static Command.Outcome llmops(String... arguments) {
    return archive.llmops(arguments).with("LLMOPS_SERVER", server.url().toString()).run();
  }

  private static Command.Outcome ok(String... arguments) {
    Command.Outcome outcome = llmops(arguments);
    assertThat(outcome.exitCode()).as(outcome::all).isZero();
    return outcome;
  }
}
