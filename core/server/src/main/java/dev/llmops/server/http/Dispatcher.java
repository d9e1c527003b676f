package dev.llmops.server.http;

import dev.llmops.server.security.AccessControl;
import dev.llmops.service.audit.Actor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.MDC;

/** Takes a request to its route and the answer back. */
final class Dispatcher extends Handler.Abstract {

  /** The template of the route that answered, for metrics and logs. */
  static final String ROUTE = Dispatcher.class.getName() + ".route";

  private static final String REQUEST_KEY = "request";

  private final Router router;
  private final AccessControl access;
  private final Idempotency idempotency;
  private final ProblemMapper problems;
  private final WireJson json;
  private final ReplyWriter writer;
  private final EventStreams streams;
  private final long bodyLimit;

  Dispatcher(
      Router router,
      AccessControl access,
      Idempotency idempotency,
      ProblemMapper problems,
      WireJson json,
      ReplyWriter writer,
      EventStreams streams,
      long bodyLimit) {
    this.router = router;
    this.access = access;
    this.idempotency = idempotency;
    this.problems = problems;
    this.json = json;
    this.writer = writer;
    this.streams = streams;
    this.bodyLimit = bodyLimit;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    try (MDC.MDCCloseable _ = MDC.putCloseable(REQUEST_KEY, RequestFrame.id(request))) {
      writer.write(safeAnswer(request), request, response, callback);
    }
    return true;
  }

  private Reply safeAnswer(Request request) {
    try {
      return writer.rendered(admitted(answer(request)));
    } catch (Exception | StackOverflowError | LinkageError | AssertionError e) {
      return problems.reply(e);
    }
  }

  private Reply admitted(Reply reply) {
    if (reply.body() instanceof Reply.Events events && !streams.admit(events.feed())) {
      events.feed().close();
      throw new HttpProblem(
          HttpError.TOO_MANY_LISTENERS,
          "as many listeners as the server serves are here already; try again later",
          List.of(),
          Map.of("Retry-After", "5"));
    }
    return reply;
  }

  private Reply answer(Request request) throws Exception {
    Router.Match match = router.match(request.getMethod(), request.getHttpURI().getCanonicalPath());
    boolean open = match instanceof Router.Found found && found.route().open();
    Actor actor = authorize(open, request);
    return switch (match) {
      case Router.Nothing _ ->
          throw new HttpProblem(
              HttpError.NO_ROUTE, "there is no such route; /openapi.json lists them all");
      case Router.OtherMethods other -> otherMethod(request, other);
      case Router.Found found -> {
        request.setAttribute(ROUTE, found.route().template());
        yield answer(request, found, actor);
      }
    };
  }

  private Actor authorize(boolean open, Request request) {
    AccessControl.Credentials credentials =
        new AccessControl.Credentials(
            header(request, HttpHeader.HOST),
            header(request, HttpHeader.ORIGIN),
            header(request, HttpHeader.AUTHORIZATION));
    return switch (access.decide(open, credentials)) {
      case AccessControl.Allowed allowed -> allowed.actor();
      case AccessControl.Forbidden forbidden ->
          throw new HttpProblem(HttpError.FORBIDDEN, forbidden.reason());
      case AccessControl.Unauthorized refused ->
          throw new HttpProblem(
              HttpError.UNAUTHORIZED,
              refused.reason(),
              List.of(),
              Map.of(
                  "WWW-Authenticate",
                  refused.keySent()
                      ? "Bearer realm=\"llmops\", error=\"invalid_token\""
                      : "Bearer realm=\"llmops\""));
    };
  }

  private static Optional<String> header(Request request, HttpHeader name) {
    return Optional.ofNullable(request.getHeaders().get(name));
  }

  private static Reply otherMethod(Request request, Router.OtherMethods other) {
    String allow = String.join(", ", other.allowed());
    if (request.getMethod().equals("OPTIONS")) {
      return Reply.noContent().withHeader("Allow", allow);
    }
    throw new HttpProblem(
        HttpError.METHOD_NOT_ALLOWED,
        "this path allows " + allow,
        List.of(),
        Map.of("Allow", allow));
  }

  private Reply answer(Request request, Router.Found found, Actor actor) throws Exception {
    Route route = found.route();
    String rawQuery = request.getHttpURI().getQuery();
    QueryParameters query = QueryParameters.parse(rawQuery == null ? "" : rawQuery);
    query.allow(route.query());
    long limit = route.bodyLimit().orElse(bodyLimit);
    if (request.getLength() > limit) {
      throw RequestBody.tooLarge(limit);
    }
    if (route.streamed() && request.getHeaders().contains(Idempotency.HEADER)) {
      throw new HttpProblem(
          HttpError.IDEMPOTENCY_KEY_NOT_HONOURED,
          "an upload is not remembered; leave the header out, and look at the resource before you"
              + " send it again");
    }
    Exchange exchange =
        new Exchange(request, found, query, actor, RequestFrame.id(request), json, limit);
    Reply reply =
        route.method().equals("POST") && !route.streamed()
            ? idempotency.answer(exchange, () -> writer.rendered(route.handler().handle(exchange)))
            : route.handler().handle(exchange);
    return unlessUnchanged(route, exchange, reply);
  }

  /** 304 instead of what the caller has already. */
  private static Reply unlessUnchanged(Route route, Exchange exchange, Reply reply) {
    String tag = reply.headers().get("ETag");
    Optional<String> known = exchange.header("If-None-Match");
    boolean same =
        route.method().equals("GET")
            && reply.status() == 200
            && tag != null
            && known.isPresent()
            && List.of(known.get().replace("W/", "").replace("--gzip", "").split("\\s*,\\s*"))
                .contains(tag);
    return same ? new Reply(304, reply.headers(), new Reply.Empty()) : reply;
  }
}
