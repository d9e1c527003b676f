package dev.llmops.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Talks to a server's HTTP API. Thread-safe. */
public final class ApiClient implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration UPLOAD_TIMEOUT = Duration.ofDays(1);
  private static final Set<Integer> OUT_OF_SERVICE = Set.of(502, 503, 504);

  private final URI server;
  private final Optional<String> apiKey;
  private final ObjectMapper mapper = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  /** For the server at the given address, such as {@code http://127.0.0.1:8080}. */
  public ApiClient(URI server, Optional<String> apiKey) {
    this.server = Objects.requireNonNull(server, "server is null");
    this.apiKey = Objects.requireNonNull(apiKey, "apiKey is null");
  }

  /** The path of a resource: {@code path("prompts", "team/greet", "versions")}. */
  public static String path(String... segments) {
    StringJoiner path = new StringJoiner("/", "/api/v1/", "");
    for (String segment : segments) {
      path.add(encode(segment).replace("%3A", ":"));
    }
    return path.toString();
  }

  /**
   * A path with query parameters; what is null is left out, and a name with several values stands
   * once for each.
   */
  public static String query(String path, Map<String, ?> parameters) {
    StringJoiner query = new StringJoiner("&", path + "?", "").setEmptyValue(path);
    parameters.forEach((name, value) ->
        values(value).forEach(each -> query.add(encode(name) + "=" + encode(each.toString()))));
    return query.toString();
  }

  private static Collection<?> values(Object value) {
    return switch (value) {
      case null -> List.of();
      case Collection<?> several -> several;
      default -> List.of(value);
    };
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The resource at a path. */
  public JsonNode get(String path) {
    return send(request(path).GET().build());
  }

  /** Posts JSON. */
  public JsonNode post(String path, Object body) {
    return send(withJson(path).POST(json(body)).build());
  }

  /** Puts JSON. */
  public JsonNode put(String path, Object body) {
    return send(withJson(path).PUT(json(body)).build());
  }

  /** Patches a resource with JSON. */
  public JsonNode patch(String path, Object body) {
    return send(withJson(path).method("PATCH", json(body)).build());
  }

  /** Posts nothing: the path says it all. */
  public JsonNode post(String path) {
    return send(request(path).POST(BodyPublishers.noBody()).build());
  }

  /** Deletes a resource. */
  public JsonNode delete(String path) {
    return send(request(path).DELETE().build());
  }

  /** Every item of a list, page after page. */
  public List<JsonNode> list(String path, Map<String, ?> parameters) {
    List<JsonNode> items = new ArrayList<>();
    forEach(path, parameters, items::add);
    return items;
  }

  /** Hands over every item of a list, never more than a page of them in memory. */
  public void forEach(String path, Map<String, ?> parameters, Consumer<JsonNode> consumer) {
    Map<String, Object> query = new LinkedHashMap<>(parameters);
    query.put("limit", "200");
    do {
      JsonNode page = get(query(path, query));
      page.path("items").forEach(consumer);
      query.put("cursor", page.path("nextCursor").asText(null));
    } while (query.get("cursor") != null);
  }

  /** Posts NDJSON from a file, streamed. */
  public JsonNode postFile(String path, Path ndjson) {
    return postFile(path, ndjson, "application/x-ndjson", sent -> {});
  }

  /**
   * Posts a file as it is, streamed, however long that takes within a day.
   *
   * @param sent is told now and then how many bytes have been sent
   */
  public JsonNode postFile(String path, Path file, String contentType, LongConsumer sent) {
    try {
      long size = Files.size(file);
      BodyPublisher body = BodyPublishers.ofInputStream(() -> CountedFile.open(file, sent));
      return send(
          request(path)
              .timeout(UPLOAD_TIMEOUT)
              .header("Content-Type", contentType)
              .POST(size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(body, size))
              .build());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hears the events of a stream. */
  @FunctionalInterface
  public interface EventListener {

    /** Hears that the server has begun to tell. */
    default void opened() {}

    /** Hears an event by its name and data; false ends the stream. */
    boolean hear(String event, JsonNode data);
  }

  /**
   * Reads a stream of server-sent events until it ends or the listener has heard enough.
   *
   * @return whether the listener has heard enough, rather than the stream ended or broke off
   * @throws UnavailableException when nothing answers for now
   */
  public boolean events(String path, EventListener listener) {
    return events(path, new StreamPosition(), listener);
  }

  /**
   * Reads on behind a position, which moves on with every event that was heard.
   *
   * @return whether the listener has heard enough, rather than the stream ended or broke off
   * @throws UnavailableException when nothing answers for now
   */
  public boolean events(String path, StreamPosition position, EventListener listener) {
    HttpRequest.Builder request = request(path).header("Accept", "text/event-stream");
    if (!position.lastEventId().isEmpty()) {
      request.header("Last-Event-ID", position.lastEventId());
    }
    HttpResponse<Stream<String>> response = exchange(request.GET().build(), BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() >= 400) {
        byte[] body = lines.collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
        throw refusal(response.statusCode(), body);
      }
      listener.opened();
      return new EventReader(
              position, listener, data -> parse(data.getBytes(StandardCharsets.UTF_8)))
          .read(lines.iterator());
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** A JSON object to fill in. */
  public ObjectMapper mapper() {
    return mapper;
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
    apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request;
  }

  private HttpRequest.Builder withJson(String path) {
    return request(path).header("Content-Type", "application/json");
  }

  private BodyPublisher json(Object body) {
    try {
      return BodyPublishers.ofByteArray(mapper.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode send(HttpRequest request) {
    HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
    if (response.statusCode() >= 400) {
      throw refusal(response.statusCode(), response.body());
    }
    return parse(response.body());
  }

  private CommandException refusal(int status, byte[] body) {
    if (!OUT_OF_SERVICE.contains(status)) {
      return CommandException.ofProblem(status, parse(body));
    }
    JsonNode problem;
    try {
      problem = mapper.readTree(body);
    } catch (IOException e) {
      // A gateway speaks for the server, in words of its own.
      problem = MissingNode.getInstance();
    }
    return new UnavailableException(CommandException.ofProblem(status, problem).getMessage());
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (ConnectException e) {
      throw new UnavailableException(
          "No server answers at %s: start one with \"llmops serve\", or name another with --server."
              .formatted(server));
    } catch (IOException e) {
      throw new UnavailableException(
          "The server at %s does not answer: %s".formatted(server, e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("Interrupted.");
    }
  }

  private JsonNode parse(byte[] body) {
    if (body.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return mapper.readTree(body);
    } catch (IOException e) {
      throw new CommandException(
          "The server at %s does not answer in JSON; is it an LLMOps server?".formatted(server));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
