package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of prompts from the command line. */
class PromptCommandIT {

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
  void chatPromptsArePushedReadAndRendered() throws IOException {
    String file =
        file(
            "chat.json",
            "[{\"role\":\"system\",\"content\":\"Be"
                + " {{tone}}.\"},{\"role\":\"user\",\"content\":\"{{question}}\"}]");
    ok(
        "prompt",
        "push",
        "chat",
        "1.0.0",
        file,
        "--chat",
        "--var",
        "tone",
        "--var",
        "question",
        "--model",
        "large",
        "--author",
        "Ada",
        "--tag",
        "faq",
        "--description",
        "answers");

    assertThat(ok("prompt", "get", "chat").out())
        .isEqualTo("chat 1.0.0\n\n[system]\nBe {{tone}}.\n\n[user]\n{{question}}\n");
    assertThat(ok("prompt", "render", "chat", "tone=kind", "question=Why?").out())
        .isEqualTo("[system]\nBe kind.\n\n[user]\nWhy?\n");
    assertThat(ok("prompt", "get", "chat", "--json").out())
        .contains("\"model\" : \"large\"", "\"author\" : \"Ada\"", "\"role\" : \"system\"");
    assertThat(ok("prompt", "list", "--tag", "faq").out()).contains("chat", "answers");
    Command.Outcome noChat =
        llmops("prompt", "push", "chat", "1.1.0", file("no.json", "{}"), "--chat");
    assertThat(noChat.exitCode()).isEqualTo(1);
    assertThat(noChat.err()).contains("JSON array").doesNotContain("Exception");
  }

  @Test
  void versionsAreComparedPromotedAndRolledBack() throws IOException {
    ok("prompt", "push", "life", "1.0.0", file("a.txt", "One\nTwo\n"), "-m", "first");
    ok("prompt", "push", "life", "1.1.0", file("b.txt", "One\n{{x}}\n"), "--var", "x:integer");

    assertThat(ok("prompt", "diff", "life", "1.0.0", "^1.0").out())
        .contains("--- life 1.0.0", "+++ life 1.1.0", "  One", "- Two", "+ {{x}}")
        .contains("+ variable x: integer");
    assertThat(ok("prompt", "promote", "life", "^1.0", "-m", "measured").out())
        .isEqualTo("production of life is now 1.1.0\n");
    assertThat(ok("prompt", "show", "life").out())
        .containsPattern("1\\.1\\.0 +production")
        .contains("first", "USED BY");
    assertThat(ok("prompt", "rollback", "life", "-m", "too long").out())
        .isEqualTo("production of life is now 1.0.0\n");
    assertThat(ok("prompt", "history", "life").out())
        .containsSubsequence("rollback", "too long", "move", "measured", "create");
    assertThat(ok("prompt", "history", "life", "--json").out()).contains("\"items\"");
  }

  @Test
  void whatNobodyNeedsIsDeleted() throws IOException {
    ok("prompt", "push", "gone", "1.0.0", file("gone.txt", "x"));
    ok("prompt", "push", "gone", "1.1.0", file("gone.txt", "y"));

    Command.Outcome served = llmops("prompt", "delete", "gone", "1.0.0");
    ok("prompt", "delete", "gone", "1.1.0");
    ok("prompt", "delete", "gone", "1.0.0");

    assertThat(served.exitCode()).isEqualTo(1);
    assertThat(served.err()).contains("production");
    assertThat(llmops("prompt", "get", "gone").exitCode()).isEqualTo(1);
  }

  @Test
  void aCheckRegistersNothingAndActsAsAGate() throws IOException {
    String file = file("check.txt", "Hello {{naem}}");

    Command.Outcome refused = llmops("prompt", "check", "draft", "1.0.0", file, "--var", "name");
    Command.Outcome lenient = ok("prompt", "check", "draft", "1.0.0", file, "--lenient");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.out()).contains("problem  /content", "naem", "would be refused");
    assertThat(lenient.out()).contains("warning", "naem", "would be accepted");
    assertThat(llmops("prompt", "get", "draft").exitCode()).isEqualTo(1);
    assertThat(ok("prompt", "push", "draft", "1.0.0", file, "--lenient").out()).contains("warning");
    assertThat(llmops("prompt", "render", "draft").exitCode()).isEqualTo(1);
    assertThat(ok("prompt", "render", "draft", "--lenient").out()).isEqualTo("Hello \n");
  }

  @Test
  void aDraftHasWhatNoOptionSays() throws IOException {
    String draft =
        file(
            "whole.json",
            """
            {"name": "whole", "version": "1.0.0", "content": "Hi {{name}}", "metadata": {"team": "a"},
             "variables": [{"name": "name", "default": "you", "description": "who",
                            "validation": "[a-z]+"}],
             "config": {"model": "small", "parameters": {"temperature": 0}}}
            """);

    assertThat(ok("prompt", "check", "--file", draft).out())
        .contains("whole 1.0.0 would be accepted");
    assertThat(ok("prompt", "push", "--file", draft).out()).startsWith("whole 1.0.0 registered");
    assertThat(ok("prompt", "push", "whole", "1.1.0", "--file", draft, "--label", "canary").out())
        .startsWith("whole 1.1.0 registered");
    assertThat(ok("prompt", "get", "whole@canary", "--json").out())
        .contains("\"team\" : \"a\"", "\"temperature\" : 0", "\"[a-z]+\"", "\"who\"");
    assertThat(ok("prompt", "render", "whole").out()).isEqualTo("Hi you\n");
    assertThat(llmops("prompt", "render", "whole", "name=ADA").exitCode()).isEqualTo(1);
    assertThat(llmops("prompt", "push", "whole", "1.2.0").exitCode()).isEqualTo(64);
  }

  @Test
  void aPromptTellsWhatItIncludes() throws IOException {
    String asks = file("asks.txt", "{{> house/policy@^1}}\nWhy?\n");
    ok("prompt", "push", "house/policy", "1.0.0", file("policy.txt", "Be kind.\n"));

    assertThat(ok("prompt", "check", "asks", "1.0.0", asks).out())
        .containsPattern("tokens  about \\d+ \\(heuristic\\)\n")
        .containsPattern("includes  house/policy 1\\.0\\.0  \\(\\^1, [0-9a-f]{12}\\)\n");
    assertThat(ok("prompt", "push", "asks", "1.0.0", asks).out())
        .contains("includes  house/policy 1.0.0  (^1");
    ok("prompt", "push", "house/policy", "1.1.0", file("policy.txt", "Be brief.\n"));
    ok("prompt", "push", "asks", "1.1.0", asks);

    assertThat(ok("prompt", "render", "asks").out()).isEqualTo("Be kind.\nWhy?\n\n");
    Command.Outcome counted = ok("prompt", "render", "asks", "--tokens");
    assertThat(counted.out()).isEqualTo("Be kind.\nWhy?\n\n");
    assertThat(counted.err()).contains("tokens  about 12 (heuristic)");
    assertThat(ok("prompt", "show", "asks").out())
        .containsPattern("1\\.0\\.0 +production +house/policy@1\\.0\\.0 ");
    assertThat(ok("prompt", "show", "house/policy").out())
        .containsPattern("prompt +asks@1\\.1\\.0 +1\\.1\\.0 ");
    assertThat(ok("prompt", "diff", "asks", "1.0.0", "1.1.0").out())
        .contains("~ includes house/policy: 1.0.0 → 1.1.0");
  }

  @Test
  void aLabelIsRemoved() throws IOException {
    ok("prompt", "push", "bare", "1.0.0", file("bare.txt", "x"), "--label", "canary");

    assertThat(ok("prompt", "unlabel", "bare", "canary").out())
        .isEqualTo("canary is no label of bare any more\n");
    assertThat(llmops("prompt", "get", "bare@canary").exitCode()).isEqualTo(1);
    assertThat(llmops("prompt", "unlabel", "bare", "production").err()).contains("LLM-PRM-011");
  }

  @Test
  void theAutomaticEvaluationIsSetShownAndDeleted() throws IOException {
    new Workload(server.http()).dataset("watched", 4, i -> "yes");
    ok("prompt", "push", "team/watched", "1.0.0", file("w.txt", "{{input}}"), "--var", "input");
    String wanted =
        file(
            "evaluation.json",
            """
            {"datasets": [{"name": "watched", "version": 1}], "provider": "local",
             "metrics": [{"metric": "exact-match", "pass": {"min": 0.5}}],
             "budget": {"runsPerDay": 20}}
            """);

    assertThat(ok("prompt", "evaluation", "set", "team/watched", wanted).out())
        .containsPattern("datasets +watched@1\n")
        .containsPattern("provider +local\n")
        .containsPattern("metrics +exact-match>=0\\.5\n")
        .containsPattern("runs today +0 of 20\n")
        .containsPattern("tokens today +0\n")
        .containsPattern("next +\\d{4}-");
    ok("prompt", "push", "team/watched", "1.1.0", file("w2.txt", "x{{input}}"), "--var", "input");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(ok("prompt", "evaluation", "show", "team/watched").out())
                .containsPattern("version +1\\.1\\.0 +watched +started +\\S"));
    assertThat(ok("prompt", "evaluation", "show", "team/watched", "--json").out())
        .contains("\"runsPerDay\" : 20", "\"recent\"");
    Command.Outcome empty =
        llmops("prompt", "evaluation", "set", "team/watched", file("none.json", "{}"));
    assertThat(empty.exitCode()).isEqualTo(1);
    assertThat(empty.err()).contains("/datasets", "/provider");
    ok("prompt", "evaluation", "delete", "team/watched");
    assertThat(llmops("prompt", "evaluation", "show", "team/watched").exitCode()).isEqualTo(1);
  }

  @Test
  void oneOfSeveralProvidersIsSelected() throws IOException {
    assertThat(ok("provider", "select", "local").out())
        .startsWith("local\n\n")
        .containsPattern("PROVIDER +SCORE +BASIS +RUN +HEALTHY +HEALTH")
        .containsPattern("\nlocal .* yes ");
    assertThat(ok("provider", "select", "local", "--json").out())
        .contains("\"provider\" : \"local\"", "\"standings\"");
    Command.Outcome unknown = llmops("provider", "select", "local", "lokal", "--metric", "exact");
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.err()).contains("/providers/1", "/metric");
    assertThat(llmops("provider", "select").exitCode()).isEqualTo(64);
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
