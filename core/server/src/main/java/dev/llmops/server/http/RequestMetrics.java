package dev.llmops.server.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts, times and logs every request, also those that Jetty refuses by itself. Tags have few
 * values: the template of the route, never the path, whose parts may name people. Thread-safe.
 */
final class RequestMetrics implements RequestLog {

  private static final Logger log = LoggerFactory.getLogger(RequestMetrics.class);
  private static final String TIMER = "http.server.requests";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final MeterRegistry registry;

  RequestMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void log(Request request, Response response) {
    long nanos = System.nanoTime() - request.getBeginNanoTime();
    String route =
        request.getAttribute(Dispatcher.ROUTE) instanceof String template ? template : "none";
    String method = Objects.requireNonNullElse(request.getMethod(), "");
    Timer.builder(TIMER)
        .description("HTTP requests by method, route and status")
        .tag("method", METHODS.contains(method) ? method : "other")
        .tag("route", route)
        .tag("status", Integer.toString(response.getStatus()))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
    if (log.isDebugEnabled()) {
      log.debug(
          "{} {} {} {} bytes {} ms, request {}",
          method,
          route,
          response.getStatus(),
          Response.getContentBytesWritten(response),
          TimeUnit.NANOSECONDS.toMillis(nanos),
          RequestFrame.id(request));
    }
  }
}
