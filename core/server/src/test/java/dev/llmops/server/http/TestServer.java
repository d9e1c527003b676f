package dev.llmops.server.http;

import dev.llmops.server.security.AccessControl;
import dev.llmops.server.security.ApiKeys;
import dev.llmops.server.security.ListenAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real server on a port of its own, for tests. */
final class TestServer implements AutoCloseable {

  private final HttpServer server;
  private final ServerMetrics metrics;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TestServer(HttpServer server, ServerMetrics metrics) {
    this.server = server;
    this.metrics = metrics;
  }

  static Builder builder() {
    return new Builder();
  }

  static TestServer with(Route... routes) throws IOException {
    return builder().routes(routes).start();
  }

  int port() {
    return server.port();
  }

  URI uri(String path) {
    return URI.create(server.uri() + path);
  }

  ServerMetrics metrics() {
    return metrics;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send(request(path, headers).GET());
  }

  HttpResponse<String> post(String path, String body, String... headers) throws Exception {
    return send(
        request(path, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
    return headers.length == 0 ? request : request.headers(headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Stops only the HTTP server. */
  void stop() {
    server.close();
  }

  @Override
  public void close() {
    client.close();
    server.close();
    metrics.close();
  }

  /** Settings with the defaults of production, unless changed. */
  static final class Builder {
    private final List<Route> routes = new ArrayList<>();
    private final List<RouteGroup> groups = new ArrayList<>();
    private Duration idleTimeout = Duration.ofSeconds(30);
    private Duration headerTimeout = Duration.ofSeconds(5);
    private Duration bodyGrace = Duration.ofSeconds(5);
    private Duration stopTimeout = Duration.ofSeconds(10);
    private long bodyLimit = HttpSettings.DEFAULT_BODY_LIMIT;
    private int maxConnections = 1_000;
    private int maxListeners = 100;
    private Duration heartbeat = Duration.ofSeconds(15);
    private Duration listenerTimeout = Duration.ofSeconds(10);
    private List<ApiKeys.Entry> keys = List.of();
    private MemoryStorage storage = new MemoryStorage();
    private Clock clock = Clock.systemUTC();
    private ServerMetrics metrics = new ServerMetrics();

    Builder routes(Route... more) {
      routes.addAll(List.of(more));
      return this;
    }

    Builder group(RouteGroup group) {
      groups.add(group);
      return this;
    }

    Builder idleTimeout(Duration timeout) {
      idleTimeout = timeout;
      return this;
    }

    Builder headerTimeout(Duration timeout) {
      headerTimeout = timeout;
      return this;
    }

    Builder bodyGrace(Duration grace) {
      bodyGrace = grace;
      return this;
    }

    Builder stopTimeout(Duration timeout) {
      stopTimeout = timeout;
      return this;
    }

    Builder bodyLimit(long bytes) {
      bodyLimit = bytes;
      return this;
    }

    Builder maxConnections(int count) {
      maxConnections = count;
      return this;
    }

    Builder keys(ApiKeys.Entry... entries) {
      keys = List.of(entries);
      return this;
    }

    Builder storage(MemoryStorage memory) {
      storage = memory;
      return this;
    }

    Builder maxListeners(int count) {
      maxListeners = count;
      return this;
    }

    Builder heartbeat(Duration interval) {
      heartbeat = interval;
      return this;
    }

    Builder listenerTimeout(Duration timeout) {
      listenerTimeout = timeout;
      return this;
    }

    Builder clock(Clock other) {
      clock = other;
      return this;
    }

    Builder metrics(ServerMetrics other) {
      metrics = other;
      return this;
    }

    TestServer start() throws IOException {
      HttpSettings settings =
          new HttpSettings(
              new ListenAddress("127.0.0.1", 0),
              idleTimeout,
              headerTimeout,
              bodyLimit,
              500,
              bodyGrace,
              maxConnections,
              Duration.ofMillis(300),
              stopTimeout,
              maxListeners,
              heartbeat,
              listenerTimeout);
      Router.Builder router = Router.builder();
      routes.forEach(router::add);
      groups.forEach(router::add);
      WireJson json = new WireJson();
      HttpServer server =
          new HttpServer(
              settings,
              router.build(),
              new AccessControl(new ApiKeys(keys)),
              new Idempotency(storage, clock, json),
              json,
              metrics.registry());
      server.start();
      return new TestServer(server, metrics);
    }
  }
}
