package dev.llmops.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlertDeliveryIT {

  @Test
  void aRegressionReachesAWebhookThatWasDownAcrossARestart() throws Exception {
    InetSocketAddress hook = freeAddress();
    String config =
        ServerProcess.ANY_PORT
            + "sinks: { oncall: { use: webhook, url: \"http://127.0.0.1:%d/\", secret: \"s3cret\" } }\n"
                .formatted(hook.getPort());
    try (FakeModel model =
        FakeModel.start(prompt -> prompt.startsWith("Careful") ? "yes" : "no", Integer.MAX_VALUE)) {
      ServerProcess.Launch launch =
          ServerProcess.Launch.of(Archive.unpacked(), config + model.config());
      String alert;
      try (ServerProcess server = launch.start()) {
        alert = regression(server.http());
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() ->
                deliveries(server, alert).findValuesAsText("attempts").stream()
                    .anyMatch(n -> Integer.parseInt(n) > 0));
        assertThat(server.terminate(Duration.ofSeconds(15))).isIn(0, 143);
      }

      BlockingQueue<String> received = new LinkedBlockingQueue<>();
      HttpServer receiver = receiver(hook, received);
      try (ServerProcess server = launch.start()) {
        String body = received.poll(60, TimeUnit.SECONDS);
        // The pass rate is below its threshold too, and the metric fell.
        while (body != null && !body.contains(alert)) {
          body = received.poll(60, TimeUnit.SECONDS);
        }

        assertThat(body).as(server.output()).isNotNull().contains("regression", alert);
      } finally {
        receiver.stop(0);
      }
    }
  }

  private static JsonNode deliveries(ServerProcess server, String alert) {
    return server.http().get("/api/v1/alerts/" + alert).expect(200).path("deliveries");
  }

  /** Two runs, the second one much worse; gives the id of the alert. */
  private static String regression(Http http) {
    Workload work = new Workload(http);
    work.prompt("ask", "1.0.0", "Careful: {{input}}");
    work.prompt("ask", "1.1.0", "Careless: {{input}}");
    work.dataset("questions", 60, i -> "yes");
    work.ended(work.start("questions", "ask", "1.0.0", "main", "exact-match", 8));
    work.ended(work.start("questions", "ask", "1.1.0", "main", "exact-match", 8));
    JsonNode alert =
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> http.get("/api/v1/alerts?type=regression").expect(200).path("items").path(0),
                JsonNode::isObject);
    assertThat(alert.path("severity").asText()).as(alert::toString).isEqualTo("critical");
    return alert.path("id").asText();
  }

  private static HttpServer receiver(InetSocketAddress address, BlockingQueue<String> received)
      throws IOException {
    HttpServer server = HttpServer.create(address, 16);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            received.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
    return server;
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }
}
