package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The life of runs and schedules from the command line, and a metric that breaks in the middle. */
class RunCommandIT {

  private static final int ANSWERED = 15;
  private static final Pattern TICKET = Pattern.compile("carry the ticket ([0-9a-f]{24})");
  private static final AtomicBoolean REFUSES_SEVENS = new AtomicBoolean();

  private static Archive archive;
  private static FakeModel model;
  private static FakeModel hanging;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws IOException {
    archive = Archive.unpacked();
    PluginJar.named("overflows")
        .withField("static int deep(int n) { return deep(n + 1) + 1; }")
        .scoring(
            "return MetricResult.score("
                + "sample.input().toString().contains(\"text-3\") ? deep(0) : 1);")
        .writeTo(archive.plugins());
    model = FakeModel.start(RunCommandIT::reply, Integer.MAX_VALUE);
    hanging =
        FakeModel.start(
            prompt -> REFUSES_SEVENS.get() && prompt.endsWith("7") ? null : "yes", ANSWERED);
    String providers =
        "providers: { main: %s, hanging: %s }\n".formatted(model.provider(), hanging.provider());
    String metrics =
        "metrics: { helpful: { use: llm-judge, provider: main, rubric: \"Is it polite?\" } }\n";
    server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT + providers + metrics).start();
    Workload work = new Workload(server.http());
    work.prompt("ask", "1.0.0", "{{input}}");
    work.dataset("questions", 40, i -> "yes");
    work.dataset("few", 10, i -> "yes");
  }

  @AfterAll
  static void stop() {
    model.close();
    hanging.close();
    server.close();
  }

  /** A verdict where one is asked for, else an answer. */
  private static String reply(String prompt) {
    Matcher ticket = TICKET.matcher(prompt);
    return ticket.find()
        ? "{\"ticket\": \"%s\", \"reason\": \"very polite\", \"score\": 4}"
            .formatted(ticket.group(1))
        : "yes";
  }

  private static Command.Outcome llmops(String... arguments) {
    return archive.llmops(arguments).with("LLMOPS_SERVER", server.url().toString()).run();
  }

  private static Command.Outcome ok(String... arguments) {
    Command.Outcome outcome = llmops(arguments);
    assertThat(outcome.exitCode()).as(outcome::all).isZero();
    return outcome;
  }

  /** For a moment after its end a run is still being wound up. */
  private static Command.Outcome again(String... arguments) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> llmops(arguments), outcome -> !outcome.err().contains("LLM-EVL-013"));
  }

  private static JsonNode json(String... arguments) throws IOException {
    return Http.JSON.readTree(ok(arguments).out());
  }

  private static String held(String provider, String... more) throws IOException {
    String[] run = {
      "eval",
      "run",
      "--hold",
      "--json",
      "--prompt",
      "ask@1.0.0",
      "--provider",
      provider,
      "--metric",
      "exact-match>=1",
      "--concurrency",
      "5"
    };
    String[] all = new String[run.length + more.length];
    System.arraycopy(run, 0, all, 0, run.length);
    System.arraycopy(more, 0, all, run.length, more.length);
    JsonNode held = json(all);
    assertThat(held.path("status").asText()).isEqualTo("pending");
    return held.path("id").asText();
  }

  @Test
  void runsAreHeldStartedCancelledResumedRetriedAndDeleted() throws IOException {
    REFUSES_SEVENS.set(true);
    String id =
        held(
            "hanging",
            "--dataset",
            "questions",
            "--description",
            "nightly",
            "--metadata",
            "team=search");
    assertThat(ok("run", "list", "--status", "pending").out()).contains(id);
    assertThat(ok("run", "start", id).out()).contains(id);
    Workload work = new Workload(server.http());
    await().until(() -> work.run(id).path("progress").path("done").asInt() == ANSWERED);
    assertThat(ok("run", "show", id).out()).contains("running", "15 of 40 samples done");
    assertThat(llmops("run", "delete", id).err()).contains("LLM-EVL-015");
    assertThat(ok("run", "cancel", id).out()).contains("cancelled");
    hanging.release();

    Command.Outcome resumed = again("run", "resume", id, "--watch");

    assertThat(resumed.exitCode()).as(resumed::all).isZero();
    assertThat(resumed.err()).contains("40/40");
    assertThat(resumed.out())
        .contains("completed", "36 of 36 scored; 4 failed", "failed provider:invalid_request: 4");
    REFUSES_SEVENS.set(false);
    Command.Outcome retried = again("run", "retry", id, "--watch");
    assertThat(retried.out()).contains("40 of 40 scored; 0 failed");
    JsonNode shown = json("run", "show", id, "--json");
    assertThat(shown.path("description").asText()).isEqualTo("nightly");
    assertThat(shown.path("metadata").path("team").asText()).isEqualTo("search");
    assertThat(llmops("run", "retry", id).err()).contains("LLM-EVL-016");
    ok("run", "delete", id);
    assertThat(llmops("run", "show", id).exitCode()).isEqualTo(1);
  }

  @Test
  void aMetricThatOverflowsTheStackFailsThatSampleOnly() throws IOException {
    String id = held("main", "--dataset", "few", "--metric", "overflows");

    Command.Outcome outcome = ok("run", "start", id, "--watch");

    assertThat(outcome.out()).contains("9 of 9 scored; 1 failed", "failed metric:overflows: 1");
    assertThat(
            server
                .http()
                .get("/api/v1/runs/" + id + "/samples?failed=true")
                .expect(200)
                .at("/items/0/failure/message")
                .asText())
        .contains("StackOverflowError");
  }

  @Test
  void whatAJudgeSaidAndTookIsKeptWithItsScore() throws IOException {
    String id = held("main", "--dataset", "few", "--metric", "helpful");

    ok("run", "start", id, "--watch");

    JsonNode score =
        server.http().get("/api/v1/runs/" + id + "/samples").expect(200).at("/items/0/scores/1");
    assertThat(score.path("value").asDouble()).isEqualTo(0.75);
    assertThat(score.path("reason").asText()).contains("very polite");
    assertThat(score.at("/details/judge").asText()).isEqualTo("fake");
    assertThat(score.at("/details/numbers/0").asDouble()).isEqualTo(4);
    assertThat(score.at("/details/inputTokens").asInt()).isEqualTo(7);
    assertThat(score.at("/details/outputTokens").asInt()).isEqualTo(1);
  }

  @Test
  void schedulesAreMadePausedResumedTriggeredAndDeleted() throws IOException {
    JsonNode made =
        json(
            "schedule",
            "create",
            "nightly",
            "--cron",
            "30 2 * * *",
            "--zone",
            "Europe/Berlin",
            "--overlap",
            "allow",
            "--dataset",
            "few",
            "--prompt",
            "ask@1.0.0",
            "--provider",
            "main",
            "--metric",
            "exact-match>=1",
            "--description",
            "by night",
            "--timeout",
            "2h",
            "--json");
    String id = made.path("id").asText();
    assertThat(made.at("/run/metrics/0/pass/min").asDouble()).isEqualTo(1);
    assertThat(made.at("/run/timeout").asText()).isEqualTo("PT2H");
    assertThat(ok("schedule", "list", "--prompt", "ask").out())
        .contains(id, "nightly", "30 2 * * * Europe/Berlin");

    assertThat(ok("schedule", "pause", id).out()).contains("next paused");
    assertThat(ok("schedule", "list", "--paused", "true").out()).contains(id);
    assertThat(ok("schedule", "list", "--paused", "false").out()).doesNotContain(id);
    assertThat(ok("schedule", "resume", id).out()).contains("next 2").doesNotContain("paused");
    Command.Outcome triggered = ok("schedule", "trigger", id, "--watch");
    assertThat(triggered.out()).contains("completed", "10 of 10 scored");
    assertThat(ok("schedule", "show", id).out())
        .contains("allow", "by night", "trigger", "started");
    ok("schedule", "delete", id);
    assertThat(llmops("schedule", "show", id).exitCode()).isEqualTo(1);
    assertThat(
            llmops(
                    "schedule",
                    "create",
                    "odd",
                    "--dataset",
                    "few",
                    "--prompt",
                    "ask",
                    "--provider",
                    "main",
                    "--metric",
                    "exact-match")
                .err())
        .contains("--cron");
  }
}
