package dev.llmops.server.http;

import dev.llmops.server.security.ListenAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * How the HTTP server behaves. Limits protect it against clients that are slow, large or many.
 *
 * @param listen where it listens
 * @param idleTimeout how long a connection may be silent, also within a request
 * @param headerTimeout how long a client may take from the first byte of a request to the end of
 *     its header
 * @param bodyLimit the most bytes of a request body, decompressed, where a route sets no limit of
 *     its own
 * @param minimumBodyRate the least bytes per second of a request body, counted while the server
 *     waits for the client
 * @param bodyGrace how long a body may stay below that rate
 * @param maxConnections the most open connections; more wait until one is closed
 * @param idleTimeoutAtLimit how long a connection may be silent while the limit is reached
 * @param stopTimeout how long requests in flight may take when the server stops
 * @param maxListeners the most streams of events that are open at a time
 * @param heartbeat after which time a stream that is silent sends a comment
 * @param listenerTimeout how long a listener may take to accept what it is sent
 */
public record HttpSettings(
    ListenAddress listen,
    Duration idleTimeout,
    Duration headerTimeout,
    long bodyLimit,
    int minimumBodyRate,
    Duration bodyGrace,
    int maxConnections,
    Duration idleTimeoutAtLimit,
    Duration stopTimeout,
    int maxListeners,
    Duration heartbeat,
    Duration listenerTimeout) {

  /** One mebibyte. */
  public static final long DEFAULT_BODY_LIMIT = 1L << 20;

  public HttpSettings {
    Objects.requireNonNull(listen, "listen is null");
    requirePositive(idleTimeout, "idleTimeout");
    requirePositive(headerTimeout, "headerTimeout");
    requirePositive(bodyGrace, "bodyGrace");
    requirePositive(idleTimeoutAtLimit, "idleTimeoutAtLimit");
    requirePositive(stopTimeout, "stopTimeout");
    requirePositive(heartbeat, "heartbeat");
    requirePositive(listenerTimeout, "listenerTimeout");
    if (bodyLimit < 1 || minimumBodyRate < 1 || maxConnections < 1 || maxListeners < 1) {
      throw new IllegalArgumentException(
          "bodyLimit, minimumBodyRate, maxConnections and maxListeners are at least 1");
    }
  }

  /**
   * What suits a server: 30 s idle, 5 s for a header, 1 MiB bodies, 500 B/s, 4,000 connections,
   * 1,000 listeners with a heartbeat every 15 s.
   */
  public static HttpSettings defaults(ListenAddress listen) {
    return new HttpSettings(
        listen,
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        DEFAULT_BODY_LIMIT,
        500,
        Duration.ofSeconds(5),
        4_000,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        1_000,
        Duration.ofSeconds(15),
        Duration.ofSeconds(10));
  }

  private static void requirePositive(Duration duration, String name) {
    Objects.requireNonNull(duration, () -> name + " is null");
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, was " + duration);
    }
  }
}
