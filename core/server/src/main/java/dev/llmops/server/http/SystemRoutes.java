package dev.llmops.server.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Health, metrics, and the description of the API. */
public final class SystemRoutes implements RouteGroup {

  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /**
   * How the server is.
   *
   * @param status {@code up}, {@code ready} or {@code unavailable}
   * @param missing what it lacks, in words for the operator
   */
  record Health(String status, List<String> missing) {}

  private final Readiness readiness;
  private final PrometheusMeterRegistry metrics;
  private final OpenApiDocument document;

  /** Over what they show. */
  public SystemRoutes(
      Readiness readiness, PrometheusMeterRegistry metrics, OpenApiDocument document) {
    this.readiness = Objects.requireNonNull(readiness, "readiness is null");
    this.metrics = Objects.requireNonNull(metrics, "metrics is null");
    this.document = Objects.requireNonNull(document, "document is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    byte[] openApi = document.bytes();
    routes
        .add(Route.get("/health/live", exchange -> live()).openToAll())
        .add(Route.get("/health/ready", exchange -> ready()).openToAll())
        .add(
            Route.get("/openapi.json", exchange -> Reply.bytes(200, Reply.JSON, openApi))
                .openToAll())
        .add(Route.get("/metrics", exchange -> metrics()));
  }

  private static Reply live() {
    return uncached(Reply.ok(new Health("up", List.of())));
  }

  private Reply ready() {
    List<String> missing = readiness.missing();
    return uncached(
        missing.isEmpty()
            ? Reply.ok(new Health("ready", missing))
            : Reply.json(503, new Health("unavailable", missing)).withHeader("Retry-After", "5"));
  }

  private Reply metrics() {
    return Reply.bytes(200, PROMETHEUS, metrics.scrape().getBytes(StandardCharsets.UTF_8));
  }

  private static Reply uncached(Reply reply) {
    return reply.withHeader("Cache-Control", "no-store");
  }
}
