package dev.llmops.server.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a handler answers. Immutable, as far as the value in its body is.
 *
 * @param status the HTTP status
 * @param headers beside those that follow from the body
 * @param body what to send
 */
public record Reply(int status, Map<String, String> headers, Body body) {

  /** What to send. */
  public sealed interface Body {}

  /** Nothing. */
  public record Empty() implements Body {}

  /** A value that becomes JSON. */
  public record Value(Object value, String contentType) implements Body {

    public Value {
      Objects.requireNonNull(value, "value is null");
      Objects.requireNonNull(contentType, "contentType is null");
    }
  }

  /** Bytes as they are; the array is not copied. */
  public record Raw(byte[] bytes, String contentType) implements Body {

    public Raw {
      Objects.requireNonNull(bytes, "bytes is null");
      Objects.requireNonNull(contentType, "contentType is null");
    }
  }

  /** Events as they come, see {@link EventFeed}. */
  public record Events(EventFeed feed) implements Body {

    public Events {
      Objects.requireNonNull(feed, "feed is null");
    }
  }

  static final String JSON = "application/json";

  public Reply {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    Objects.requireNonNull(body, "body is null");
  }

  /** A value as JSON. */
  public static Reply json(int status, Object value) {
    return new Reply(status, Map.of(), new Value(value, JSON));
  }

  /** 200 with a value as JSON. */
  public static Reply ok(Object value) {
    return json(200, value);
  }

  /**
   * 201 with the new resource.
   *
   * @param location its path, see {@link PathTemplate#expand}
   */
  public static Reply created(String location, Object value) {
    return json(201, value).withHeader("Location", location);
  }

  /** 202 with a value as JSON. */
  public static Reply accepted(Object value) {
    return json(202, value);
  }

  /** 204. */
  public static Reply noContent() {
    return new Reply(204, Map.of(), new Empty());
  }

  /** Bytes as they are. */
  public static Reply bytes(int status, String contentType, byte[] bytes) {
    return new Reply(status, Map.of(), new Raw(bytes, contentType));
  }

  /** A stream of events, which is closed when the listener goes away. */
  public static Reply events(EventFeed feed) {
    return new Reply(200, Map.of(), new Events(feed));
  }

  static Reply problem(ProblemBody problem) {
    return new Reply(problem.status(), Map.of(), new Value(problem, ProblemBody.CONTENT_TYPE));
  }

  /** With one more header. */
  public Reply withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(
        Objects.requireNonNull(name, "name is null"),
        Objects.requireNonNull(value, "value is null"));
    return new Reply(status, more, body);
  }

  /** With the revision of the resource as its ETag. */
  public Reply withRevision(long revision) {
    return withHeader("ETag", "\"" + revision + "\"");
  }
}
