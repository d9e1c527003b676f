package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CommandLineIT {

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
  void promptsArePushedReadAndRendered() throws IOException {
    Path file = Files.writeString(archive.home().resolve("greet.txt"), "Hello {{name}}!");
    ok("prompt", "push", "greet", "1.0.0", file.toString(), "--var", "name");

    assertThat(ok("prompt", "get", "greet@^1.0").out()).contains("1.0.0", "Hello {{name}}!");
    assertThat(ok("prompt", "render", "greet", "name=Ada").out())
        .isEqualToIgnoringNewLines("Hello Ada!");

    Command.Outcome again =
        llmops("prompt", "push", "greet", "1.0.0", file.toString(), "--var", "name");
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.err()).contains("LLM-PRM-", "1.0.0").doesNotContain("Exception");
    assertThat(llmops("prompt", "render", "greet", "naem=Ada").exitCode()).isEqualTo(1);
  }

  @Test
  void evaluationsShowTheirProgressAndActAsAGate() {
    Workload work = new Workload(server.http());
    work.dataset("reviews", 40, i -> i % 4 == 0 ? "no" : "yes");
    work.prompt("classify", "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
    List<String> run = new ArrayList<>(List.of("eval", "run", "--dataset", "reviews"));
    run.addAll(
        List.of("--prompt", "classify@1.0.0", "--provider", "local", "--metric", "exact-match"));

    Command.Outcome plain = llmops(run.toArray(String[]::new));
    run.addAll(List.of("--min-pass-rate", "0.7"));
    Command.Outcome passed = llmops(run.toArray(String[]::new));
    run.set(run.size() - 1, "0.8");
    Command.Outcome refused = llmops(run.toArray(String[]::new));

    assertThat(plain.exitCode()).as(plain::all).isZero();
    assertThat(plain.out()).contains("pass rate 75.0 % (30 of 40 scored; 0 failed, 0 skipped)");
    assertThat(plain.err()).contains("40");
    assertThat(passed.exitCode()).as(passed::all).isZero();
    assertThat(refused.exitCode()).as(refused::all).isEqualTo(2);
    assertThat(refused.err()).contains("75.0 %", "0.8");

    JsonNode runs = server.http().get("/api/v1/runs?limit=2").expect(200).path("items");
    Command.Outcome compared =
        llmops(
            "eval", "compare", runs.path(1).path("id").asText(), runs.path(0).path("id").asText());
    assertThat(compared.exitCode()).as(compared::all).isZero();
    assertThat(compared.out()).contains("pass rate", "exact-match");
  }

  @Test
  void datasetsArePushedListedAndDeleted() throws IOException {
    Path csv =
        Files.writeString(archive.home().resolve("faq.csv"), "question,expected\nwhy,because\n");

    assertThat(ok("dataset", "push", "faq", csv.toString(), "--type", "user", "--note", "n1").out())
        .contains("faq version 1: 1 samples");
    assertThat(ok("dataset", "push", "faq", csv.toString()).out()).contains("unchanged");
    assertThat(ok("dataset", "push", "faq", csv.toString(), "--append").out())
        .contains("version 2: 2 samples");
    assertThat(ok("dataset", "list", "--type", "user").out()).contains("faq", "user");
    assertThat(ok("dataset", "get", "faq", "--json").out()).contains("\"latestVersion\" : 2");
    assertThat(ok("dataset", "versions", "faq").out()).contains("n1");
    Command.Outcome other = llmops("dataset", "push", "faq", csv.toString(), "--type", "golden");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("user");
    ok("dataset", "delete", "faq", "--dataset-version", "2");
    ok("dataset", "delete", "faq");
    assertThat(llmops("dataset", "get", "faq").exitCode()).isEqualTo(1);
  }

  @Test
  void aDatasetIsDescribedAndItsSamplesAreReadPageByPage() throws IOException {
    ok(
        "dataset",
        "create",
        "pages",
        "--type=user",
        "--description=d1",
        "--tag=t1",
        "--metadata=a=b");
    assertThat(ok("dataset", "get", "pages").out())
        .contains("user", "d1", "[\"t1\"]", "{\"a\":\"b\"}");
    ok("dataset", "edit", "pages", "--description=d2", "--tag=t2", "--tag=t3");
    assertThat(ok("dataset", "get", "pages").out())
        .contains("user", "d2", "[\"t2\",\"t3\"]", "{\"a\":\"b\"}");
    ok("dataset", "edit", "pages", "--no-tags", "--metadata=n:=7");
    assertThat(ok("dataset", "get", "pages").out()).contains("d2", "[]", "{\"n\":7}");
    assertThat(llmops("dataset", "edit", "pages").err()).contains("--description");
    Path lines = archive.home().resolve("pages.ndjson");
    ok(
        "dataset",
        "push",
        "pages",
        Files.writeString(lines, Workload.lines(3, i -> "y" + i)).toString());

    String first = ok("dataset", "samples", "pages", "--limit", "2").out();
    Files.writeString(lines, "{\"id\": \"other\", \"input\": \"x\"}\n");
    ok("dataset", "push", "pages", lines.toString());
    String more = first.substring(first.indexOf("more: ") + "more: ".length()).strip();
    List<String> next = new ArrayList<>(List.of("dataset", "samples", "pages"));
    next.addAll(List.of(more.split(" ")));

    assertThat(first).contains("s0", "s1", "text-1", "y1").doesNotContain("s2");
    assertThat(ok(next.toArray(String[]::new)).out())
        .contains("s2", "y2")
        .doesNotContain("s1", "other", "more");
    assertThat(ok("dataset", "samples", "pages", "--json").out()).contains("\"items\"", "other");
  }

  @Test
  void pipelinesGetAReportAndAnExitCode() throws IOException {
    Workload work = new Workload(server.http());
    work.dataset("gated", 40, i -> i % 4 == 0 ? "no" : "yes");
    work.prompt("gated", "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
    work.prompt("gated", "1.1.0", "Review: good\nLabel: bad\n\nReview: {{input}}\nLabel:");
    Path report = archive.home().resolve("report.xml");
    List<String> run = new ArrayList<>(List.of("eval", "run", "--dataset", "gated", "--json"));
    run.addAll(List.of("--provider", "local", "--metric", "exact-match", "--junit"));
    run.addAll(List.of(report.toString(), "--prompt", "gated@1.0.0"));

    Command.Outcome good = ok(run.toArray(String[]::new));
    String baseline = Http.JSON.readTree(good.out()).path("id").asText();
    assertThat(Files.readString(report)).contains("tests=\"40\"", "failures=\"10\"");
    run.set(run.size() - 1, "gated@1.1.0");
    run.addAll(List.of("--baseline", baseline));
    Command.Outcome worse = llmops(run.toArray(String[]::new));

    assertThat(worse.exitCode()).as(worse::all).isEqualTo(2);
    assertThat(worse.err()).contains("fell significantly");
    assertThat(Files.readString(report)).contains("failures=\"40\"", "value=\"failed\"");
  }

  @Test
  void aBaselineThatCannotBeComparedIsRefusedBeforeTheRunIsPaidFor() {
    Workload work = new Workload(server.http());
    String baseline = work.smallRun("exact-match").path("id").asText();
    work.dataset("elsewhere", 3, i -> "yes");
    work.dataset("moved-on", 3, i -> "yes");
    work.prompt("early", "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
    String old = work.start("moved-on", "early", "1.0.0", "local", "exact-match", 2);
    work.ended(old);
    server
        .http()
        .postNdjson(Workload.samplesOf("moved-on"), Workload.lines(4, i -> "no"))
        .expect(201);
    int before = runs();

    Command.Outcome missing = compared("elsewhere", "01NONE");
    Command.Outcome elsewhere = compared("elsewhere", baseline);
    Command.Outcome movedOn = compared("moved-on", old);

    for (Command.Outcome refused : List.of(missing, elsewhere, movedOn)) {
      assertThat(refused.exitCode()).as(refused::all).isEqualTo(1);
    }
    assertThat(elsewhere.err())
        .contains("is on small-exact-match version 1", "elsewhere version 1");
    assertThat(movedOn.err()).contains("moved-on version 1", "moved-on version 2");
    assertThat(runs()).isEqualTo(before);
    Command.Outcome pinned = compared("moved-on", old, "--dataset-version", "1");
    assertThat(pinned.exitCode()).as(pinned::all).isZero();
  }

  @Test
  void aRunIsReportedThoughItsComparisonFails() throws IOException {
    Workload work = new Workload(server.http());
    work.prompt("unlabelled", "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
    server.http().post("/api/v1/datasets", "{\"name\": \"unlabelled\"}").expect(201);
    server
        .http()
        .postNdjson(Workload.samplesOf("unlabelled"), "{\"input\": \"a\"}\n{\"input\": \"b\"}\n")
        .expect(201);
    String baseline = work.start("unlabelled", "unlabelled", "1.0.0", "local", "latency", 2);
    work.ended(baseline);
    Path report = archive.home().resolve("unlabelled.xml");

    Command.Outcome outcome =
        llmops(
            "eval",
            "run",
            "--dataset=unlabelled",
            "--prompt=unlabelled@1.0.0",
            "--provider=local",
            "--metric=exact-match",
            "--junit=" + report,
            "--baseline=" + baseline);

    assertThat(outcome.exitCode()).as(outcome::all).isEqualTo(1);
    assertThat(outcome.err()).contains("no scored sample");
    assertThat(Files.readString(report)).contains("tests=\"2\"", "no scored sample", "failed");
  }

  private static Command.Outcome compared(String dataset, String baseline, String... more) {
    List<String> words = new ArrayList<>(List.of("eval", "run", "--dataset", dataset));
    words.addAll(List.of("--prompt", "early@1.0.0", "--provider", "local"));
    words.addAll(List.of("--metric", "exact-match", "--baseline", baseline));
    words.addAll(List.of(more));
    return llmops(words.toArray(String[]::new));
  }

  private static int runs() {
    return server.http().get("/api/v1/runs?limit=200").expect(200).path("items").size();
  }

  @Test
  void pluginsAreListed() {
    assertThat(ok("plugin", "list").out())
        .contains("metrics-text", "provider-local", "exact-match");
    assertThat(ok("plugin", "list", "--json").out()).contains("\"items\"");
  }

  @Test
  void aMistypedCommandSaysWhatIsMeant() {
    Command.Outcome outcome = llmops("promt", "get", "x");

    assertThat(outcome.exitCode()).isEqualTo(64);
    assertThat(outcome.err()).contains("prompt");
  }

  @Test
  void withoutAServerTheCommandSaysSo() {
    Command.Outcome outcome =
        archive.llmops("plugin", "list", "--server", "http://127.0.0.1:1").run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("llmops serve").doesNotContain("Exception");
  }

  @Test
  void aServerThatIsToldToStopEndsCleanly() {
    ServerProcess.Launch launch =
        ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).with("LLMOPS_AOT", "on");
    for (int start = 0; start < 2; start++) {
      try (ServerProcess stopped = launch.start()) {
        // 143 is what a JVM ends with after its shutdown hooks have run.
        assertThat(stopped.terminate(Duration.ofSeconds(15))).isEqualTo(143);
        assertThat(stopped.output()).doesNotContain("WARN", "ERROR", "Exception");
      }
    }
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
