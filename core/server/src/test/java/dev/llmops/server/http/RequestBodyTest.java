package dev.llmops.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies that are too large, too slow, compressed or not what they say. */
final class RequestBodyTest {

  private static final String HOST = "Host: localhost\r\n";
  private static TestServer server;

  record Item(String name, int count) {}

  @BeforeAll
  static void start() throws IOException {
    server =
        TestServer.builder()
            .bodyLimit(10_000)
            .routes(
                Route.post("/items", exchange -> Reply.ok(exchange.body(Item.class))),
                Route.post("/count", exchange -> Reply.ok(count(exchange))).streamed(300_000))
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Map<String, Long> count(Exchange exchange) throws IOException {
    long bytes = 0;
    byte[] buffer = new byte[8192];
    for (int n = exchange.stream().read(buffer); n >= 0; n = exchange.stream().read(buffer)) {
      bytes += n;
    }
    return Map.of("bytes", bytes);
  }

  private static String raw(String request) throws IOException {
    return RawClient.exchange(server.port(), request);
  }

  @Test
  void aBodyOverTheLimitByLengthIsRefusedBeforeAnyByteIsRead() throws Exception {
    String response =
        raw(
            "POST /items HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/json\r\nContent-Length: 10001\r\n\r\n");

    RawClient.isProblem(response, 413);
  }

  @Test
  void aClientThatAsksFirstIsNotToldToContinue() throws Exception {
    String response =
        raw(
            "POST /items HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 10001\r\n\r\n");

    RawClient.isProblem(response, 413);
  }

  @Test
  void aChunkedBodyOverTheLimitIs413() throws Exception {
    String chunk = Integer.toHexString(6_000) + "\r\n" + " ".repeat(6_000) + "\r\n";

    RawClient.isProblem(
        raw(
            "POST /items HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk
                + chunk
                + "0\r\n\r\n"),
        413);
  }

  @Test
  void routesMayAllowMore() throws Exception {
    assertThat(server.post("/count", "x".repeat(300_000)).body()).isEqualTo("{\"bytes\":300000}");
    assertThat(server.post("/count", "x".repeat(300_001)).statusCode()).isEqualTo(413);
    assertThat(server.post("/count", "x".repeat(20_000_000)).statusCode()).isEqualTo(413);
    RawClient.isProblem(
        raw(
            "POST /count HTTP/1.1\r\n"
                + HOST
                + "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 300001\r\n\r\n"),
        413);
  }

  @Test
  void aTruncatedBodyIs400() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /items HTTP/1.1\r\n"
              + HOST
              + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"na");
      client.finish();
      RawClient.isProblem(client.readToEnd(), 400);
    }
  }

  @Test
  void compressedBodiesAreRead() throws Exception {
    HttpResponse<String> response =
        postGzip("/items", gzip("{\"name\":\"z\",\"count\":2}".getBytes(StandardCharsets.UTF_8)));

    assertThat(response.body()).isEqualTo("{\"name\":\"z\",\"count\":2}");
  }

  @Test
  void aCompressedBombIs413() throws Exception {
    byte[] bomb = gzip(new byte[200_000_000]);
    assertThat(bomb.length).isLessThan(300_000);

    assertThat(postGzip("/count", bomb).statusCode()).isEqualTo(413);
  }

  @Test
  void aBrokenCompressionIs400() throws Exception {
    HttpResponse<String> response =
        postGzip("/items", new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("LLM-WEB-020");
  }

  @Test
  void anUnknownCompressionIs415() throws Exception {
    HttpResponse<String> response = server.post("/items", "{}", "Content-Encoding", "br");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("gzip");
  }

  @Test
  void anotherContentTypeIs415() throws Exception {
    HttpResponse<String> response =
        server.send(
            server
                .request("/items", "Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("application/json, not as text/plain");
  }

  @Test
  void aContentTypeMayNameItsCharset() throws Exception {
    HttpResponse<String> response =
        server.send(
            server
                .request("/items", "Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{\"name\":\"z\",\"count\":2}")));

    assertThat(response.statusCode()).isEqualTo(200);
  }

  @Test
  void jsonNested10000DeepIs400() throws Exception {
    HttpResponse<String> response = server.post("/items", "[".repeat(5_000) + "]".repeat(5_000));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("nested deeper than 500");
    assertThat(server.post("/items", "{\"name\":" + "[".repeat(9_900)).statusCode()).isEqualTo(400);
    assertThat(server.post("/items", "{\"odd\":" + "[".repeat(9_900)).statusCode()).isEqualTo(400);
  }

  private static HttpResponse<String> postGzip(String path, byte[] body) throws Exception {
    return server.send(
        server
            .request(path, "Content-Type", "application/json", "Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
