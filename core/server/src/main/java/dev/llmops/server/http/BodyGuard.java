package dev.llmops.server.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/**
 * Gives up on request bodies that drip. An idle timeout does not cut them, as every byte starts it
 * anew. Only the time that the server waits for the client counts, so that a handler may read as
 * slowly as it likes.
 */
final class BodyGuard extends Handler.Wrapper {

  private final int minimumRate;
  private final long graceNanos;
  private final Set<GuardedRequest> open = ConcurrentHashMap.newKeySet();

  BodyGuard(int minimumRate, Duration grace, Handler next) {
    super(next);
    this.minimumRate = minimumRate;
    this.graceNanos = grace.toNanos();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (request.getLength() == 0) {
      return super.handle(request, response, callback);
    }
    GuardedRequest guarded = new GuardedRequest(request);
    open.add(guarded);
    Request.addCompletionListener(request, failure -> open.remove(guarded));
    return super.handle(guarded, response, callback);
  }

  /** Gives up on what has been too slow for longer than the grace. */
  void sweep(long now) {
    open.forEach(request -> request.giveUpIfTooSlow(now));
  }

  private final class GuardedRequest extends Request.Wrapper {

    private long windowWaited;
    private long windowBytes;
    private long waitingSince;
    private boolean waiting;

    GuardedRequest(Request wrapped) {
      super(wrapped);
    }

    @Override
    public Content.Chunk read() {
      Content.Chunk chunk = super.read();
      synchronized (this) {
        long now = System.nanoTime();
        if (waiting) {
          windowWaited += now - waitingSince;
          waiting = false;
        }
        if (chunk == null) {
          waiting = true;
          waitingSince = now;
        } else {
          windowBytes += chunk.remaining();
        }
      }
      return chunk;
    }

    void giveUpIfTooSlow(long now) {
      synchronized (this) {
        if (!waiting) {
          return;
        }
        long waited = windowWaited + now - waitingSince;
        if (waited < graceNanos) {
          return;
        }
        boolean fastEnough = windowBytes * 1e9 >= (double) minimumRate * waited;
        windowWaited = 0;
        windowBytes = 0;
        waitingSince = now;
        if (fastEnough) {
          return;
        }
        waiting = false;
      }
      giveUp();
    }

    /** Tells the reader what an idle timeout would tell it, so that it can still answer 408. */
    private void giveUp() {
      TimeoutException tooSlow = new TimeoutException("the body came too slowly");
      Connection connection = getConnectionMetaData().getConnection();
      if (connection instanceof HttpConnection http) {
        Runnable reader = http.getHttpChannel().onIdleTimeout(tooSlow).action();
        if (reader != null) {
          getConnectionMetaData().getConnector().getExecutor().execute(reader);
        }
      } else {
        connection.getEndPoint().close(tooSlow);
      }
    }
  }
}
