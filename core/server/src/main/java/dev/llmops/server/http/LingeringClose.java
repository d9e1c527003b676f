package dev.llmops.server.http;

import java.time.Duration;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Reads and forgets what a client still sends after it was refused. To close a connection with
 * unread bytes resets it, and a reset can take the reply away before the client has read it. Gives
 * up, which is no failure, after so many bytes or so long.
 */
final class LingeringClose implements Runnable {

  static final long MOST_BYTES = 64L << 20;
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final Request request;
  private final Callback done;
  private final long start = System.nanoTime();
  private long bytes;

  LingeringClose(Request request, Callback done) {
    this.request = request;
    this.done = done;
  }

  @Override
  public void run() {
    while (bytes < MOST_BYTES && System.nanoTime() - start < LONGEST.toNanos()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      bytes += chunk.remaining();
      chunk.release();
      if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
        break;
      }
    }
    done.succeeded();
  }
}
