package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenApiTest {

  private static final OpenApiDocument DOCUMENT = OpenApiDocument.load(new WireJson());

  private final OpenApiConformance conformance = new OpenApiConformance(DOCUMENT);

  private static SystemRoutes routes(ServerMetrics metrics, Readiness readiness) {
    return new SystemRoutes(readiness, metrics.registry(), DOCUMENT);
  }

  @Test
  void theSystemRoutesAnswerAsTheDocumentSays() throws Exception {
    ServerMetrics metrics = new ServerMetrics();
    try (TestServer server =
            TestServer.builder().metrics(metrics).group(routes(metrics, List::of)).start();
        HttpClient client = HttpClient.newHttpClient()) {
      for (String path : List.of("/health/live", "/health/ready", "/metrics", "/openapi.json")) {
        HttpResponse<String> response =
            conformance.send(client, server.request(path).build(), Optional.empty());
        assertThat(response.statusCode()).isEqualTo(200);
      }
      HttpRequest wrong = server.request("/metrics?x=1").build();
      assertThat(conformance.send(client, wrong, Optional.empty()).statusCode()).isEqualTo(422);
    }
  }

  @Test
  void theServerIsUnavailableWhileSomethingIsMissing() throws Exception {
    ServerMetrics metrics = new ServerMetrics();
    try (TestServer server =
            TestServer.builder()
                .metrics(metrics)
                .group(routes(metrics, () -> List.of("the storage does not answer")))
                .start();
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          conformance.send(client, server.request("/health/ready").build(), Optional.empty());

      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body())
          .isEqualTo("{\"status\":\"unavailable\",\"missing\":[\"the storage does not answer\"]}");
    }
  }

  @Test
  void aRouteThatIsNotInTheDocumentIsSeen() {
    try (ServerMetrics metrics = new ServerMetrics()) {
      Router more =
          Router.builder()
              .add(routes(metrics, List::of))
              .add(Route.get("/extra", exchange -> Reply.noContent()))
              .build();

      assertThatThrownBy(() -> conformance.requireSameRoutes(more))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("GET /extra");
    }
  }

  @Test
  void anAnswerThatDoesNotFitIsSeen() {
    URI live = URI.create("http://localhost/health/live");

    assertThatThrownBy(() ->
            conformance.check(
                "GET", live, Optional.empty(), 200, "application/json", "{\"status\":\"odd\"}"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("GET /health/live, 200");
    assertThatThrownBy(
            () -> conformance.check("GET", live, Optional.empty(), 200, "text/html", "<p>"))
        .hasMessageContaining("text/html is not documented");
    assertThatThrownBy(() -> conformance.check("GET", live, Optional.empty(), 302, "text/html", ""))
        .hasMessageContaining("status 302 is not in");
  }

  @Test
  void anOperationThatNoTestReachesIsSeen() {
    assertThatThrownBy(conformance::requireEveryOperationHit).isInstanceOf(AssertionError.class);
  }
}
