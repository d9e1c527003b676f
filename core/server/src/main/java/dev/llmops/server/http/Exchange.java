package dev.llmops.server.http;

import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.audit.Actor;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** One request, as a handler sees it. For the thread of the handler only. */
public final class Exchange {

  private static final int DEFAULT_PAGE = 50;
  private static final Set<String> NDJSON = Set.of("application/x-ndjson", "application/jsonl");
  // The compression adds "--gzip" to the ETag of what it compressed.
  private static final Pattern ENTITY_TAG = Pattern.compile("(?:W/)?\"([^\"]*?)(?:--gzip)?\"");

  private final Request request;
  private final Route route;
  private final Map<String, String> parameters;
  private final QueryParameters query;
  private final Actor actor;
  private final String requestId;
  private final WireJson json;
  private final InputStream stream;
  private byte[] bytes;

  Exchange(
      Request request,
      Router.Found found,
      QueryParameters query,
      Actor actor,
      String requestId,
      WireJson json,
      long bodyLimit) {
    this.request = request;
    this.route = found.route();
    this.parameters = found.parameters();
    this.query = query;
    this.actor = actor;
    this.requestId = requestId;
    this.json = json;
    this.stream = new RequestBody(Content.Source.asInputStream(request), bodyLimit);
  }

  /** The route that answers. */
  public Route route() {
    return route;
  }

  /** The method, in upper case; HEAD reaches the handlers of GET. */
  public String method() {
    return request.getMethod();
  }

  /** The path and query as they came, still encoded. */
  String target() {
    return request.getHttpURI().getPathQuery();
  }

  /** Who asks. */
  public Actor actor() {
    return actor;
  }

  /** What identifies this request in logs and in the X-Request-Id header. */
  public String requestId() {
    return requestId;
  }

  /**
   * A parameter of the path, decoded.
   *
   * @throws IllegalArgumentException when the template has none of that name
   */
  public String path(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException(route.template() + " has no parameter " + name);
    }
    return value;
  }

  /** The query. */
  public QueryParameters query() {
    return query;
  }

  /** A header of the request. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  /** The id of the last event that a listener got before it came back; empty for a new one. */
  public Optional<String> lastEventId() {
    return header("Last-Event-ID").filter(id -> !id.isBlank());
  }

  /**
   * Answers with one page of a list: reads {@code limit} and {@code cursor}, and gives the next
   * cursor out in a form that fits this list only.
   *
   * @throws HttpProblem when the limit or the cursor is not valid
   */
  public <T> Reply page(Function<PageRequest, Page<T>> list) {
    Cursors cursors = new Cursors(route.template() + parameters, query.filters());
    int limit = query.integer("limit", 1, PageRequest.MAX_LIMIT).orElse(DEFAULT_PAGE);
    Optional<String> cursor =
        query
            .text("cursor")
            .map(text ->
                cursors
                    .read(text)
                    .orElseThrow(() ->
                        new HttpProblem(
                            HttpError.INVALID_CURSOR,
                            "this cursor is not one of this list; start again without it")));
    Page<T> page = list.apply(new PageRequest(limit, cursor));
    return Reply.ok(new Page<>(page.items(), page.nextCursor().map(cursors::write)));
  }

  /**
   * The JSON body bound to a type.
   *
   * @throws HttpProblem when the content type is not JSON, the body is empty or not JSON, or it
   *     does not fit the type
   */
  public <T> T body(Class<T> type) throws IOException {
    requireContentType(Set.of(Reply.JSON));
    return json.read(requireBytes(), type, "");
  }

  /**
   * The JSON body bound to a type, empty when none was sent.
   *
   * @throws HttpProblem as {@link #body} does
   */
  public <T> Optional<T> optionalBody(Class<T> type) throws IOException {
    return bytes().length == 0 ? Optional.empty() : Optional.of(body(type));
  }

  /**
   * The body as it comes, bounded by the limit of the route. Does not look at its content type.
   * Reading throws {@link HttpProblem} when the body is too large, too slow or broken.
   */
  public InputStream stream() {
    return stream;
  }

  /**
   * The body as newline-delimited JSON, line by line.
   *
   * @throws HttpProblem when the content type is neither {@code application/x-ndjson} nor {@code
   *     application/jsonl}
   */
  public NdjsonReader ndjson() {
    requireContentType(NDJSON);
    return new NdjsonReader(json, stream, NdjsonReader.DEFAULT_MAX_LINE);
  }

  /**
   * The revision that the caller saw, from If-Match; empty when it was not sent or is {@code *}. A
   * tag that no revision has counts as -1, which is always stale.
   *
   * @throws HttpProblem when the header is not one entity tag in quotes
   */
  public Optional<Long> ifMatch() {
    Optional<String> header = header("If-Match").map(String::strip);
    if (header.isEmpty() || header.get().equals("*")) {
      return Optional.empty();
    }
    Matcher matcher = ENTITY_TAG.matcher(header.get());
    if (!matcher.matches()) {
      throw new HttpProblem(
          HttpError.MALFORMED_IF_MATCH,
          "If-Match must be * or one ETag in quotes, as the server sent it, such as \"3\"");
    }
    try {
      return Optional.of(Long.parseLong(matcher.group(1)));
    } catch (NumberFormatException e) {
      return Optional.of(-1L);
    }
  }

  /** The whole body. Read once, then kept. */
  byte[] bytes() throws IOException {
    if (bytes == null) {
      bytes = stream.readAllBytes();
    }
    return bytes;
  }

  private byte[] requireBytes() throws IOException {
    byte[] all = bytes();
    for (byte b : all) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return all;
      }
    }
    throw new HttpProblem(HttpError.EMPTY_BODY, "send a JSON body");
  }

  /**
   * Checks the content type.
   *
   * @return the one that was sent, in lower case and without parameters
   * @throws HttpProblem when it is none of the given ones; parameters such as a charset are ignored
   */
  public String requireContentType(Set<String> accepted) {
    String value =
        Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.CONTENT_TYPE), "");
    String type = value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (!accepted.contains(type)) {
      throw new HttpProblem(
          HttpError.UNSUPPORTED_MEDIA_TYPE,
          "send the body as "
              + String.join(" or ", accepted.stream().sorted().toList())
              + (type.isEmpty() ? "; no Content-Type was sent" : ", not as " + type));
    }
    return type;
  }
}
