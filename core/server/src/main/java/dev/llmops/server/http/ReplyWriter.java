package dev.llmops.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends replies. Completes the callback in every case. Thread-safe. */
final class ReplyWriter {

  private final WireJson json;
  private final EventStreams streams;

  ReplyWriter(WireJson json, EventStreams streams) {
    this.json = json;
    this.streams = streams;
  }

  /** The same reply with its body in bytes; fails before anything is sent. */
  Reply rendered(Reply reply) {
    return reply.body() instanceof Reply.Value body
        ? new Reply(
            reply.status(),
            reply.headers(),
            new Reply.Raw(json.write(body.value()), body.contentType()))
        : reply;
  }

  void write(Reply reply, Request request, Response response, Callback callback) {
    try {
      send(rendered(reply), request, response, callback);
    } catch (RuntimeException e) {
      callback.failed(e);
    }
  }

  private void send(Reply reply, Request request, Response response, Callback callback) {
    response.setStatus(reply.status());
    reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    boolean tooLarge = reply.status() == HttpError.TOO_LARGE.status();
    if (tooLarge || reply.status() == HttpError.TOO_SLOW.status()) {
      response.getHeaders().put(new HttpField(HttpHeader.CONNECTION, "close"));
    }
    switch (reply.body()) {
      case Reply.Raw raw -> {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, raw.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, raw.bytes().length);
        ByteBuffer bytes = ByteBuffer.wrap(raw.bytes());
        boolean lingers = tooLarge && !request.getHeaders().contains(HttpHeader.EXPECT);
        response.write(
            true,
            bytes,
            lingers
                ? Callback.from(new LingeringClose(request, callback), callback::failed)
                : callback);
      }
      case Reply.Empty _ -> response.write(true, null, callback);
      case Reply.Events events -> streams.send(events.feed(), request, response, callback);
      case Reply.Value _ -> throw new IllegalStateException("a reply was not rendered");
    }
  }
}
