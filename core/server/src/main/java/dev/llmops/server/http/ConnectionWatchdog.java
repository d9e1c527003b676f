package dev.llmops.server.http;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after connections at short intervals: closes those whose request header drips, which no
 * timeout of Jetty's does, lets the body guard do its part, and shortens the idle timeout of all
 * connections while their limit is reached. Jetty's limit does the last only for those that are known
 * when it is reached, so connections that come in one burst could hold every place.
 */
final class ConnectionWatchdog extends AbstractLifeCycle {

  private static final Logger log = LoggerFactory.getLogger(ConnectionWatchdog.class);
  private static final long LONGEST_INTERVAL_MILLIS = 1_000;

  private final AbstractConnector connector;
  private final BodyGuard bodies;
  private final Duration headerTimeout;
  private final Duration idleTimeoutAtLimit;
  private final long intervalMillis;
  private ScheduledExecutorService executor;
  private boolean limited;

  ConnectionWatchdog(
      AbstractConnector connector, BodyGuard bodies, HttpSettings settings) {
    this.connector = connector;
    this.bodies = bodies;
    this.headerTimeout = settings.headerTimeout();
    this.idleTimeoutAtLimit = settings.idleTimeoutAtLimit();
    long shortest = Math.min(headerTimeout.toMillis(), settings.bodyGrace().toMillis());
    this.intervalMillis = Math.clamp(shortest / 5, 1, LONGEST_INTERVAL_MILLIS);
  }

  @Override
  protected void doStart() {
    executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("http-watchdog").daemon().factory());
    executor.scheduleWithFixedDelay(
        this::sweep, intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  protected void doStop() {
    executor.shutdownNow();
  }

  private void sweep() {
    try {
      long now = System.nanoTime();
      bodies.sweep(now);
      adaptIdleTimeouts();
      for (EndPoint endPoint : connector.getConnectedEndPoints()) {
        if (endPoint.getConnection() instanceof HttpConnection http && headerDrips(http, now)) {
          endPoint.close(new TimeoutException("the header of a request came too slowly"));
        }
      }
    } catch (RuntimeException e) {
      // A task that throws is never run again.
      log.warn("looking after connections failed", e);
    }
  }

  private void adaptIdleTimeouts() {
    boolean atLimit = !connector.isAccepting();
    if (atLimit || limited) {
      long millis = atLimit ? idleTimeoutAtLimit.toMillis() : connector.getIdleTimeout();
      connector.getConnectedEndPoints().forEach(endPoint -> endPoint.setIdleTimeout(millis));
    }
    limited = atLimit;
  }

  private boolean headerDrips(HttpConnection connection, long now) {
    HttpParser parser = connection.getParser();
    HttpParser.State state = parser.getState();
    return state.ordinal() > HttpParser.State.START.ordinal()
        && state.ordinal() < HttpParser.State.CONTENT.ordinal()
        && now - parser.getBeginNanoTime() > headerTimeout.toNanos();
  }
}
