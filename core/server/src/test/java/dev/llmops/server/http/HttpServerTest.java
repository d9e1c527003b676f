package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {

  private static final String HOST = "Host: localhost\r\n";
  private static TestServer server;

  record Item(String name, int count) {}

  @BeforeAll
  static void start() throws IOException {
    server =
        TestServer.builder()
            .bodyLimit(10_000)
            .routes(
                Route.get(
                    "/items/{name}", exchange -> Reply.ok(new Item(exchange.path("name"), 1))),
                Route.delete("/items/{name}", exchange -> Reply.noContent()),
                Route.post("/items", exchange -> Reply.ok(exchange.body(Item.class))),
                Route.get(
                    "/large",
                    exchange -> Reply.ok(Map.of("text", "x".repeat(50_000))).withRevision(7)),
                Route.put(
                    "/large", exchange -> Reply.ok(Map.of("seen", exchange.ifMatch().orElse(0L)))),
                Route.get(
                    "/broken",
                    exchange -> {
                      throw new IllegalStateException("the password is hunter2");
                    }))
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String raw(String request) throws IOException {
    return RawClient.exchange(server.port(), request);
  }

  @Test
  void namesKeepSlashesAndPercentSigns() throws Exception {
    assertThat(server.get("/items/team%2Fgreet").body()).contains("\"name\":\"team/greet\"");
    assertThat(server.get("/items/50%25").body()).contains("\"name\":\"50%\"");
    assertThat(server.get("/items/a%252Fb").body()).contains("\"name\":\"a%2Fb\"");
    assertThat(server.get("/items/gr%C3%BC%C3%9Fe").body()).contains("\"name\":\"grüße\"");
  }

  @Test
  void unknownPathsAre404() throws Exception {
    HttpResponse<String> response = server.get("/nothing");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body())
        .contains("\"type\":\"urn:llmops:problem:LLM-WEB-014\"", "\"problems\":[]");
    assertThat(server.get("/items/x/").statusCode()).isEqualTo(404);
  }

  @Test
  void anotherMethodIs405WithAllow() throws Exception {
    HttpResponse<String> response = server.post("/items/x", "{}");

    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).hasValue("DELETE, GET, HEAD, OPTIONS");
    assertThat(response.body()).contains("\"status\":405");
  }

  @Test
  void optionsTellsWhatIsAllowed() throws Exception {
    HttpResponse<String> response =
        server.send(server.request("/items").method("OPTIONS", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(204);
    assertThat(response.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
  }

  @Test
  void headHasTheHeadersOfGetAndNoBody() throws Exception {
    String response = raw("HEAD /items/x HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");

    assertThat(response)
        .startsWith("HTTP/1.1 200")
        .contains("Content-Length: 22")
        .endsWith("\r\n\r\n");
  }

  @Test
  void connectionCloseClosesAfterTheWholeBody() throws Exception {
    String response = raw("GET /items/x HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");

    assertThat(response).startsWith("HTTP/1.1 200").endsWith("{\"name\":\"x\",\"count\":1}");
  }

  @Test
  void http10IsAnsweredAndClosed() throws Exception {
    assertThat(raw("GET /items/x HTTP/1.0\r\n" + HOST + "\r\n")).contains(" 200 ").endsWith("}");
  }

  @Test
  void headersTellNothingAboutTheServer() throws Exception {
    HttpResponse<String> response = server.get("/items/x");

    assertThat(response.headers().firstValue("Server")).isEmpty();
    assertThat(response.headers().firstValue("Date")).isPresent();
  }

  @Test
  void requestIdsAreEchoedOrMade() throws Exception {
    assertThat(server.get("/items/x", "X-Request-Id", "abc-1").headers().firstValue("X-Request-Id"))
        .hasValue("abc-1");
    assertThat(server.get("/nothing", "X-Request-Id", "abc-2").headers().firstValue("X-Request-Id"))
        .hasValue("abc-2");
    assertThat(server.get("/items/x").headers().firstValue("X-Request-Id").orElseThrow())
        .hasSize(36);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZZ\r\n{}\r\n0\r\n\r\n",
        "-5\r\n{}\r\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n",
      })
  void badChunksAre400AndClose(String body) throws Exception {
    RawClient.isProblem(
        raw(
            "POST /items HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + body),
        400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /items HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "GET /items/x HTTP/1.1\r\n\r\n",
        "GET /items/x HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET http://elsewhere/items/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /items/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /items/%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "garbage\r\n\r\n",
      })
  void malformedRequestsAre400AndClose(String request) throws Exception {
    RawClient.isProblem(raw(request), 400);
  }

  @Test
  void anotherProtocolVersionIs505() throws Exception {
    RawClient.isProblem(raw("GET /items/x HTTP/3.7\r\n" + HOST + "\r\n"), 505);
  }

  @Test
  void aHugeHeaderIs431() throws Exception {
    RawClient.isProblem(
        raw("GET /items/x HTTP/1.1\r\n" + HOST + "X-Long: " + "x".repeat(40_000) + "\r\n\r\n"),
        431);
  }

  @Test
  void aHugeUriIs414() throws Exception {
    RawClient.isProblem(
        raw("GET /items/" + "x".repeat(40_000) + " HTTP/1.1\r\n" + HOST + "\r\n"), 414);
  }

  @Test
  void largeAnswersAreCompressedAndSmallOnesAreNot() throws Exception {
    HttpResponse<byte[]> large = bytes("/large");
    HttpResponse<byte[]> small = bytes("/items/x");

    assertThat(large.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(new GZIPInputStream(new ByteArrayInputStream(large.body())).readAllBytes())
        .hasSize(50_011);
    assertThat(small.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @Test
  void theTagOfACompressedAnswerIsUnderstood() throws Exception {
    String tag = bytes("/large").headers().firstValue("ETag").orElseThrow();

    assertThat(
            server
                .send(server.request("/large", "If-Match", tag).PUT(BodyPublishers.noBody()))
                .body())
        .isEqualTo("{\"seen\":7}");
    assertThat(server.get("/large", "If-None-Match", tag).statusCode()).isEqualTo(304);
    assertThat(server.get("/large", "If-None-Match", "\"7\"").statusCode()).isEqualTo(304);
    assertThat(server.get("/large", "If-None-Match", "\"6\"").statusCode()).isEqualTo(200);
  }

  @Test
  void ifMatchMustBeOneTagInQuotes() throws Exception {
    assertThat(ifMatch("*").body()).isEqualTo("{\"seen\":0}");
    assertThat(ifMatch("\"12\"").body()).isEqualTo("{\"seen\":12}");
    assertThat(ifMatch("W/\"12\"").body()).isEqualTo("{\"seen\":12}");
    assertThat(ifMatch("12").statusCode()).isEqualTo(400);
    assertThat(ifMatch("\"abc\"").body()).isEqualTo("{\"seen\":-1}");
  }

  @Test
  void whatNobodyExpectedIs500WithoutItsMessage() throws Exception {
    HttpResponse<String> response = server.get("/broken");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("\"errorId\":\"").doesNotContain("hunter2");
  }

  @Test
  void unknownFieldsAre422WithTheNearestName() throws Exception {
    HttpResponse<String> response = server.post("/items", "{\"nmae\":\"z\",\"count\":2}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("\"pointer\":\"/nmae\"", "did you mean \\\"name\\\"");
  }

  @Test
  void unknownQueryParametersAre422() throws Exception {
    HttpResponse<String> response = server.get("/items/x?verbose=true");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("\"pointer\":\"?verbose\"");
  }

  @Test
  void requestsAreTimedByTheTemplateOfTheirRoute() throws Exception {
    server.get("/items/some-name-of-its-own");
    server.get("/metric-of-nothing");
    raw("garbage\r\n\r\n");

    assertThat(server.metrics().registry().scrape())
        .containsPattern(
            "http_server_requests_seconds_count\\{method=\"GET\",route=\"/items/\\{name}\",status=\"200\"}")
        .containsPattern("method=\"GET\",route=\"none\",status=\"404\"")
        .contains("jvm_memory_used_bytes")
        .doesNotContain("some-name-of-its-own");
  }

  private static HttpResponse<String> ifMatch(String tag) throws Exception {
    return server.send(server.request("/large", "If-Match", tag).PUT(BodyPublishers.noBody()));
  }

  private static HttpResponse<byte[]> bytes(String path) throws Exception {
    try (var client = java.net.http.HttpClient.newHttpClient()) {
      return client.send(
          server.request(path, "Accept-Encoding", "gzip").build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }
}
