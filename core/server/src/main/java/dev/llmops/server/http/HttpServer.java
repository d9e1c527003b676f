package dev.llmops.server.http;

import dev.llmops.server.security.AccessControl;
import dev.llmops.server.security.ListenAddress;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the routes over HTTP/1.1, each request on its own virtual thread. Starting and closing is
 * for one thread.
 */
public final class HttpServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
  private static final int HEADER_BYTES = 16 * 1024;
  private static final int LEAST_BYTES_TO_COMPRESS = 1_000;

  private final HttpSettings settings;
  private final AccessControl access;
  private final EventStreams streams;
  private final Server server;
  private final ServerConnector connector;

  /** Prepares a server; it listens after {@link #start}. */
  public HttpServer(
      HttpSettings settings,
      Router router,
      AccessControl access,
      Idempotency idempotency,
      WireJson json,
      MeterRegistry metrics) {
    this.settings = Objects.requireNonNull(settings, "settings is null");
    this.access = Objects.requireNonNull(access, "access is null");
    streams = new EventStreams(json, settings);
    ReplyWriter writer = new ReplyWriter(json, streams);
    ProblemMapper problems = new ProblemMapper();
    server = new Server(threads());
    connector = new ServerConnector(server, new HttpConnectionFactory(configuration()));
    connector.setHost(settings.listen().host());
    connector.setPort(settings.listen().port());
    connector.setIdleTimeout(settings.idleTimeout().toMillis());
    server.addConnector(connector);
    Dispatcher dispatcher =
        new Dispatcher(
            router, access, idempotency, problems, json, writer, streams, settings.bodyLimit());
    BodyGuard bodies =
        new BodyGuard(settings.minimumBodyRate(), settings.bodyGrace(), compressed(dispatcher));
    server.setHandler(new GracefulHandler(new RequestFrame(writer, problems, bodies)));
    server.setErrorHandler(new ProblemErrorHandler(writer));
    server.setRequestLog(new RequestMetrics(metrics));
    server.setStopTimeout(settings.stopTimeout().toMillis());
    NetworkConnectionLimit limit = new NetworkConnectionLimit(settings.maxConnections(), connector);
    limit.setEndPointIdleTimeout(settings.idleTimeoutAtLimit().toMillis());
    server.addBean(limit);
    server.addBean(new ConnectionWatchdog(connector, bodies, settings));
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-request-", 0).factory()));
    return threads;
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    configuration.setResponseHeaderSize(HEADER_BYTES);
    // The parser's cache costs about 25 kB of heap a connection: thousands of them exhaust it.
    configuration.setHeaderCacheSize(0);
    // Names hold '/' as %2F, and '%' as %25; the router decodes after it has split the path.
    configuration.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "LLMOPS",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    return configuration;
  }

  private static Handler compressed(Handler next) {
    GzipCompression gzip = new GzipCompression();
    gzip.setMinCompressSize(LEAST_BYTES_TO_COMPRESS);
    CompressionHandler handler = new CompressionHandler(next);
    handler.putCompression(gzip);
    handler.putConfiguration(
        "/*",
        CompressionConfig.builder()
            .defaults()
            .compressExcludeMimeType(EventStreams.CONTENT_TYPE)
            .build());
    return handler;
  }

  /**
   * Listens.
   *
   * @throws dev.llmops.server.security.UnsafeListenException when strangers could reach a server
   *     without API keys
   * @throws IOException when the address cannot be had; the message says which
   */
  public void start() throws IOException {
    access.requireSafe(settings.listen());
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IOException(
          "LLM-WEB-050: cannot listen on "
              + settings.listen()
              + "; is the port taken, or the address not of this machine? ("
              + e.getMessage()
              + ")",
          e);
    }
    log.info("listening on {}", uri());
  }

  /**
   * The port it listens on.
   *
   * @throws IllegalStateException before the start
   */
  public int port() {
    int port = connector.getLocalPort();
    if (port <= 0) {
      throw new IllegalStateException("the server does not listen");
    }
    return port;
  }

  /** Where a program on this machine reaches it. */
  public URI uri() {
    ListenAddress listen = settings.listen();
    boolean everywhere = listen.host().equals("0.0.0.0") || listen.host().equals("::");
    return URI.create(
        "http://" + new ListenAddress(everywhere ? "localhost" : listen.host(), port()));
  }

  /**
   * Takes no more requests, ends the streams of events, lets other requests in flight end within
   * the stop timeout, then stops.
   */
  @Override
  public void close() {
    // A stream would keep the stop waiting.
    streams.close();
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("the HTTP server did not stop cleanly: {}", e.toString());
    }
    server.destroy();
  }
}
