package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlertCommandIT {

  @Test
  void alertsAreListedShownAcknowledgedResolvedAndSinksTried() throws IOException {
    Archive archive = Archive.unpacked();
    try (ServerProcess server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start()) {
      Workload work = new Workload(server.http());
      work.dataset("reviews", 40, i -> i % 4 == 0 ? "no" : "yes");
      work.prompt("classify", "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
      llmops(
          archive,
          server,
          "eval",
          "run",
          "--dataset",
          "reviews",
          "--prompt",
          "classify@1.0.0",
          "--provider",
          "local",
          "--metric",
          "exact-match");
      JsonNode alert =
          await()
              .atMost(Duration.ofSeconds(20))
              .until(
                  () -> server.http().get("/api/v1/alerts").expect(200).path("items").path(0),
                  JsonNode::isObject);
      String id = alert.path("id").asText();

      assertThat(llmops(archive, server, "alert", "list", "--type", "threshold").out())
          .contains(id, "warning", "open", "75.0 %");
      assertThat(llmops(archive, server, "alert", "list", "--type", "anomaly").out())
          .doesNotContain(id);
      assertThat(llmops(archive, server, words("alert list --type anomaly --type threshold")).out())
          .contains(id);
      assertThat(
              llmops(archive, server, words("alert list --severity warning --severity info --json"))
                  .out())
          .contains(id);
      assertThat(llmops(archive, server, "alert", "ack", id, "--comment", "looking").out())
          .contains("acknowledged");
      Command.Outcome shown = llmops(archive, server, "alert", "show", id, "--json");
      assertThat(Http.JSON.readTree(shown.out()).at("/acknowledgement/comment").asText())
          .isEqualTo("looking");
      assertThat(llmops(archive, server, "alert", "resolve", id).out()).contains("resolved");
      assertThat(llmops(archive, server, "alert", "test", "log").out()).contains("delivered");
      assertThat(llmops(archive, server, "alert", "test", "lgo").exitCode()).isEqualTo(1);
    }
  }

  @Test
  void whatHappensToAlertsIsPrintedAsItHappens() throws Exception {
    Archive archive = Archive.unpacked();
    try (ServerProcess server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start()) {
      Workload work = new Workload(server.http());
      work.dataset("reviews", 40, i -> i % 4 == 0 ? "no" : "yes");
      CompletableFuture<Command.Outcome> watched =
          CompletableFuture.supplyAsync(
              () -> llmops(archive, server, "alert", "watch", "--count", "1", "--json"));
      // Nobody can tell when it has begun to watch: raise alerts until it has seen one.
      for (int i = 0; i < 20 && !watched.isDone(); i++) {
        String prompt = "classify-" + i;
        work.prompt(prompt, "1.0.0", "Review: good\nLabel: yes\n\nReview: {{input}}\nLabel:");
        work.ended(work.start("reviews", prompt, "1.0.0", "local", "exact-match", 4));
      }

      Command.Outcome outcome = watched.get(20, TimeUnit.SECONDS);

      assertThat(outcome.exitCode()).isZero();
      JsonNode event = Http.JSON.readTree(outcome.out());
      assertThat(event.path("event").asText()).isEqualTo("raised");
      assertThat(event.at("/alert/type").asText()).isEqualTo("threshold");
      assertThat(event.at("/alert/message").asText()).contains("75.0 %");
    }
  }

  @Test
  void subscriptionsAreAddedListedAndRemoved() throws IOException {
    Archive archive = Archive.unpacked();
    try (ServerProcess server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start()) {
      Command.Outcome added =
          llmops(
              archive,
              server,
              "alert",
              "subscription",
              "add",
              "log",
              "--type",
              "regression",
              "--type",
              "anomaly",
              "--min-severity",
              "critical",
              "--json");
      String id = Http.JSON.readTree(added.out()).path("id").asText();

      assertThat(llmops(archive, server, "alert", "subscription", "list").out())
          .contains(id, "log", "regression", "anomaly", "critical");
      assertThat(llmops(archive, server, "alert", "subscription", "remove", id).out())
          .contains("removed");
      assertThat(llmops(archive, server, "alert", "subscription", "list").out()).doesNotContain(id);
      assertThat(llmops(archive, server, "alert", "subscription", "add", "lgo").exitCode())
          .isEqualTo(1);
    }
  }

  @Test
  void monitorsAreMadeChangedAndDeletedAndSinksListed() throws IOException {
    Archive archive = Archive.unpacked();
    try (ServerProcess server = ServerProcess.Launch.of(archive, ServerProcess.ANY_PORT).start()) {
      Command.Outcome made =
          llmops(
              archive,
              server,
              words(
                  "alert monitor create --kind threshold --measure pass-rate --limit 0.9"
                      + " --dataset reviews --json"));
      String id = Http.JSON.readTree(made.out()).path("id").asText();

      assertThat(llmops(archive, server, words("alert monitor list")).out())
          .containsPattern(id + " +threshold +pass-rate +0\\.9 +warning +reviews +true");
      assertThat(
              llmops(
                      archive,
                      server,
                      words(
                          "alert monitor edit %s --enabled false --severity critical --unset limit"
                              .formatted(id)))
                  .out())
          .isEqualTo("monitor %s: threshold of pass-rate%n".formatted(id));
      assertThat(llmops(archive, server, words("alert monitor show " + id)).out())
          .containsPattern("limit\\s*\n")
          .containsPattern("severity +critical")
          .containsPattern("dataset +reviews")
          .containsPattern("enabled +false");
      Command.Outcome wrong =
          llmops(archive, server, words("alert monitor edit " + id + " --unset limt"));
      assertThat(wrong.exitCode()).isEqualTo(1);
      assertThat(wrong.err()).contains("limt");
      assertThat(llmops(archive, server, words("alert monitor create --limit 1")).err())
          .contains("LLM-ALR-030", "/kind");
      assertThat(llmops(archive, server, words("alert monitor delete " + id)).out())
          .isEqualTo("deleted %s%n".formatted(id));
      assertThat(llmops(archive, server, words("alert monitor show " + id)).exitCode())
          .isEqualTo(1);
      assertThat(llmops(archive, server, words("alert sinks")).out())
          .containsPattern("NAME +PLUGIN +VERSION +SERVING +REASON")
          .containsPattern("log +\\S+ +\\d\\S+ +true");
    }
  }

  private static String[] words(String line) {
    return line.split(" ");
  }

  private static Command.Outcome llmops(
      Archive archive, ServerProcess server, String... arguments) {
    return archive.llmops(arguments).with("LLMOPS_SERVER", server.url().toString()).run();
  }
}
