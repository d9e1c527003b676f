package dev.llmops.server.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One method of one path, and what a request for it may bring. Immutable.
 *
 * @param method in upper case
 * @param template such as {@code /api/v1/prompts/{name}}
 * @param query the names of the query parameters it knows; any other is refused
 * @param open whether it needs no API key
 * @param bodyLimit the most bytes of a body, decompressed; empty for the server's default
 * @param streamed whether the body is read as it comes; such a route honours no idempotency key
 * @param handler what answers
 */
public record Route(
    String method,
    String template,
    Set<String> query,
    boolean open,
    OptionalLong bodyLimit,
    boolean streamed,
    RouteHandler handler) {

  private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

  public Route {
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException("a route has one of " + METHODS + ", was " + method);
    }
    Objects.requireNonNull(template, "template is null");
    query = Set.copyOf(query);
    Objects.requireNonNull(bodyLimit, "bodyLimit is null");
    Objects.requireNonNull(handler, "handler is null");
  }

  /** A route without query parameters, with the default body limit. */
  public static Route of(String method, String template, RouteHandler handler) {
    return new Route(method, template, Set.of(), false, OptionalLong.empty(), false, handler);
  }

  /** A GET route, which also answers HEAD. */
  public static Route get(String template, RouteHandler handler) {
    return of("GET", template, handler);
  }

  /** A POST route, which honours Idempotency-Key. */
  public static Route post(String template, RouteHandler handler) {
    return of("POST", template, handler);
  }

  /** A PUT route. */
  public static Route put(String template, RouteHandler handler) {
    return of("PUT", template, handler);
  }

  /** A PATCH route. */
  public static Route patch(String template, RouteHandler handler) {
    return of("PATCH", template, handler);
  }

  /** A DELETE route. */
  public static Route delete(String template, RouteHandler handler) {
    return of("DELETE", template, handler);
  }

  /** With these query parameters beside those it has. */
  public Route withQuery(String... names) {
    Set<String> more = new LinkedHashSet<>(query);
    more.addAll(List.of(names));
    return new Route(method, template, more, open, bodyLimit, streamed, handler);
  }

  /** With {@code limit} and {@code cursor}. */
  public Route paged() {
    return withQuery("limit", "cursor");
  }

  /** Without an API key. */
  public Route openToAll() {
    return new Route(method, template, query, true, bodyLimit, streamed, handler);
  }

  /** With another limit of the body, in bytes. */
  public Route withBodyLimit(long bytes) {
    return new Route(method, template, query, open, OptionalLong.of(bytes), streamed, handler);
  }

  /** With a body that is read as it comes, of at most so many bytes. */
  public Route streamed(long maximumBytes) {
    return new Route(method, template, query, open, OptionalLong.of(maximumBytes), true, handler);
  }
}
