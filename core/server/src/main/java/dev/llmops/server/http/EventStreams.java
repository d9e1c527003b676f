package dev.llmops.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Sends feeds as server-sent events, each on the virtual thread of its request, until the feed
 * ends, the listener goes away or reads too slowly, or the server stops. A comment goes out when
 * nothing else does, as only a write shows that a listener is gone. Thread-safe.
 */
final class EventStreams {

  static final String CONTENT_TYPE = "text/event-stream";

  private static final String OPENING = "retry: 3000\n\n";
  private static final String HEARTBEAT = ": alive\n\n";

  private final WireJson json;
  private final Duration heartbeat;
  private final Duration writeTimeout;
  private final Semaphore places;
  private final Set<EventFeed> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventStreams(WireJson json, HttpSettings settings) {
    this.json = json;
    this.heartbeat = settings.heartbeat();
    this.writeTimeout = settings.listenerTimeout();
    this.places = new Semaphore(settings.maxListeners());
  }

  /** Takes a place for a feed; false when there is none, or the server stops. */
  boolean admit(EventFeed feed) {
    if (!places.tryAcquire()) {
      return false;
    }
    open.add(feed);
    feed.whenClosed(() -> {
      open.remove(feed);
      places.release();
    });
    if (closed) {
      feed.close();
      return false;
    }
    return true;
  }

  /** Sends a feed that was admitted until it is over, and closes it. */
  void send(EventFeed feed, Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    // Proxies would keep events back.
    response.getHeaders().put("X-Accel-Buffering", "no");
    try (feed) {
      if (!request.getMethod().equals("HEAD")) {
        write(opening(feed), request, response);
        while (!feed.isOver()) {
          List<ServerEvent> events = feed.next(heartbeat);
          if (!events.isEmpty() || !feed.isOver()) {
            write(text(events), request, response);
          }
        }
      }
      response.write(true, null, callback);
    } catch (IOException | RuntimeException e) {
      callback.failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      callback.failed(e);
    }
  }

  /** An id without data is no event, but listeners keep it as their last one. */
  private static String opening(EventFeed feed) {
    return feed.position().isEmpty() ? OPENING : OPENING + "id: " + feed.position() + "\n\n";
  }

  private String text(List<ServerEvent> events) {
    if (events.isEmpty()) {
      return HEARTBEAT;
    }
    StringBuilder text = new StringBuilder();
    for (ServerEvent event : events) {
      if (!event.id().isEmpty()) {
        text.append("id: ").append(event.id()).append('\n');
      }
      text.append("event: ")
          .append(event.name())
          .append("\ndata: ")
          .append(new String(json.write(event.data()), StandardCharsets.UTF_8))
          .append("\n\n");
    }
    return text.toString();
  }

  private void write(String text, Request request, Response response)
      throws IOException, InterruptedException {
    Callback.Completable written = new Callback.Completable();
    response.write(false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), written);
    try {
      written.get(writeTimeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      EofException slow = new EofException("a listener does not read what it is sent");
      request.getConnectionMetaData().getConnection().getEndPoint().close(slow);
      throw slow;
    } catch (ExecutionException e) {
      throw new EofException(e.getCause());
    }
  }

  /** Ends every stream, and admits no more. */
  void close() {
    closed = true;
    open.forEach(EventFeed::close);
  }
}
