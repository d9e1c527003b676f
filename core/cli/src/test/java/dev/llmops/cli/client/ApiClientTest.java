package dev.llmops.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ApiClientTest {

  @Test
  void encodesNamesWithFolders() {
    assertThat(ApiClient.path("prompts", "team/greet a", "versions"))
        .isEqualTo("/api/v1/prompts/team%2Fgreet%20a/versions");
    assertThat(ApiClient.path("runs:compare")).isEqualTo("/api/v1/runs:compare");
  }

  @Test
  void leavesAbsentQueryParametersOut() {
    Map<String, String> query = new HashMap<>();
    query.put("ref", null);
    assertThat(ApiClient.query("/p", query)).isEqualTo("/p");
    query.put("ref", "^1 || 2");
    assertThat(ApiClient.query("/p", query)).isEqualTo("/p?ref=%5E1%20%7C%7C%202");
  }

  @Test
  void aQueryParameterWithSeveralValuesStandsOnceForEach() {
    assertThat(ApiClient.query("/p", Map.of("type", List.of("anomaly", "a b"))))
        .isEqualTo("/p?type=anomaly&type=a%20b");
    assertThat(ApiClient.query("/p", Map.of("type", List.of()))).isEqualTo("/p");
  }

  @Test
  void tellsEverythingThatAServerFoundWrong() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              """
              {"code": "LLM-X-1", "detail": "not valid: 2 problems", "problems":
               [{"pointer": "/a", "message": "too short"}, {"pointer": "", "message": "too odd"}]}
              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(422, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (ApiClient api = new ApiClient(url, Optional.empty())) {
      assertThatThrownBy(() -> api.get("/x"))
          .isInstanceOf(CommandException.class)
          .hasMessage("LLM-X-1: not valid: 2 problems\n  /a  too short\n  -  too odd");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void hearsEventsUntilItHasHeardEnoughOrTheStreamEnds() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/events",
        exchange -> {
          byte[] body =
              """
              retry: 1000

              : beat

              id: 1
              event: progress
              data: {"done": 1}

              id: end
              event: end
              data: {"done": 2}

              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    List<String> heard = new ArrayList<>();
    try (ApiClient api = new ApiClient(url, Optional.empty())) {
      boolean enough =
          api.events(
              "/events",
              (event, data) -> {
                heard.add(event + data);
                return !event.equals("end");
              });
      boolean more = api.events("/events", (event, data) -> true);

      assertThat(heard).containsExactly("progress{\"done\":1}", "end{\"done\":2}");
      assertThat(enough).isTrue();
      assertThat(more).isFalse();
      assertThatThrownBy(() -> api.events("/nothing", (event, data) -> true))
          .isInstanceOf(CommandException.class);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void saysWhatToDoWhenNobodyAnswers() throws Exception {
    int port;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + port), Optional.empty())) {
      assertThatThrownBy(() -> api.get("/x")).hasMessageContaining("llmops serve");
    }
  }
}
