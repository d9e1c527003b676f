package dev.llmops.server;

import dev.llmops.host.config.ConfigurationException;
import dev.llmops.server.http.OpenApiConformance;
import dev.llmops.server.http.OpenApiDocument;
import dev.llmops.server.http.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A whole server in this process: the bundled plugins, SQLite, and HTTP on a port of its own. Every
 * request and answer is held against the OpenAPI document.
 */
final class ServerFixture implements AutoCloseable {

  /** Where the build has unpacked the bundled plugins. */
  static final Path HOME = Path.of("target").toAbsolutePath();

  static {
    // The driver keeps the first folder for the life of the JVM; a test's own is gone by the next.
    System.setProperty("org.sqlite.tmpdir", HOME.toString());
  }

  private static final String ANY_PORT = "server: { listen: \"127.0.0.1:0\" }\n";

  private final OpenApiConformance conformance;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path file;
  private final Layout layout;
  private LlmopsServer server;

  private ServerFixture(OpenApiConformance conformance, Path file, Layout layout) {
    this.conformance = conformance;
    this.file = file;
    this.layout = layout;
  }

  /** With defaults, keeping everything in a folder. */
  static ServerFixture start(Path folder) {
    return start(folder, "");
  }

  /** With more configuration than a free port. */
  static ServerFixture start(Path folder, String configuration) {
    return startWith(folder, ANY_PORT + configuration);
  }

  /** With a whole configuration file. */
  static ServerFixture startWith(Path folder, String configuration) {
    return startWith(
        folder, configuration, new OpenApiConformance(OpenApiDocument.load(new WireJson())));
  }

  /** Whose requests and answers count for another server's, too. */
  static ServerFixture startWith(
      Path folder, String configuration, OpenApiConformance conformance) {
    try {
      Path file = Files.writeString(folder.resolve("llmops.yaml"), configuration);
      ServerFixture fixture =
          new ServerFixture(conformance, file, new Layout(HOME, folder.resolve("data")));
      fixture.boot();
      return fixture;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void boot() {
    try {
      server = LlmopsServer.start(file, layout, Map.of());
    } catch (ConfigurationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Stops the server and starts another one on the same data. */
  void restart() {
    server.close();
    boot();
  }

  OpenApiConformance conformance() {
    return conformance;
  }

  /** One segment of a path, encoded. */
  static String segment(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Answer get(String path, String... headers) {
    return send("GET", path, Optional.empty(), headers);
  }

  Answer post(String path, String body, String... headers) {
    return send("POST", path, Optional.of(body), headers);
  }

  Answer post(String path) {
    return send("POST", path, Optional.empty());
  }

  Answer put(String path, String body, String... headers) {
    return send("PUT", path, Optional.of(body), headers);
  }

  Answer delete(String path, String... headers) {
    return send("DELETE", path, Optional.empty(), headers);
  }

  /** What the document does not describe, so that nothing is held against it. */
  Answer raw(String method, String path, String body, String... headers) {
    try {
      return new Answer(
          client.send(
              request(path, headers).method(method, BodyPublishers.ofString(body)).build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** With a body, JSON unless the headers say otherwise, or none. */
  Answer send(String method, String path, Optional<String> body, String... headers) {
    HttpRequest.Builder request = request(path, headers);
    if (body.isPresent() && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    // The server refuses what is too large before it comes, and then closes the connection.
    request.expectContinue(body.filter(text -> text.length() > 1 << 20).isPresent());
    return exchange(
        request
            .method(method, body.map(BodyPublishers::ofString).orElse(BodyPublishers.noBody()))
            .build(),
        body);
  }

  /** Uploads lines of JSON. */
  Answer upload(String dataset, String lines) {
    return upload(dataset, "", "application/x-ndjson", lines);
  }

  /**
   * Uploads samples.
   *
   * @param query empty, or with its question mark
   */
  Answer upload(String dataset, String query, String contentType, String body) {
    HttpRequest request =
        request("/api/v1/datasets/" + segment(dataset) + "/samples" + query)
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofString(body))
            .build();
    return exchange(request, Optional.empty());
  }

  /** Uploads bytes as they are. */
  Answer uploadBytes(String dataset, String contentType, byte[] body) {
    HttpRequest request =
        request("/api/v1/datasets/" + segment(dataset) + "/samples")
            .header("Content-Type", contentType)
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return exchange(request, Optional.empty());
  }

  private HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(60));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private Answer exchange(HttpRequest request, Optional<String> body) {
    try {
      return new Answer(conformance.send(client, request, body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Registers a prompt version. */
  Answer prompt(String name, String version, String content, String... variables) {
    List<String> declared =
        java.util.Arrays.stream(variables).map("{\"name\":\"%s\"}"::formatted).toList();
    return post(
            "/api/v1/prompts",
            "{\"name\":\"%s\",\"version\":\"%s\",\"content\":\"%s\",\"variables\":%s}"
                .formatted(name, version, content.replace("\n", "\\n"), declared))
        .expect(201);
  }

  /** Creates a dataset and uploads its first version. */
  Answer dataset(String name, String lines) {
    post("/api/v1/datasets", "{\"name\":\"%s\"}".formatted(name)).expect(201);
    return upload(name, lines).expect(201);
  }

  /** Waits until a run has ended. */
  Answer ended(String run) {
    return Awaitility.await("run " + run)
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> get("/api/v1/runs/" + run).expect(200),
            answer -> !List.of("pending", "running").contains(answer.textAt("/status")));
  }

  /** A time that is before everything that happens later. */
  static String now() {
    return Instant.now().toString();
  }

  @Override
  public void close() {
    server.close();
    client.close();
  }
}
