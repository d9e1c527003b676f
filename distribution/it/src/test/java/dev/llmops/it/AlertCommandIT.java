package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
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

  private static Command.Outcome llmops(
      Archive archive, ServerProcess server, String... arguments) {
    return archive.llmops(arguments).with("LLMOPS_SERVER", server.url().toString()).run();
  }
}
