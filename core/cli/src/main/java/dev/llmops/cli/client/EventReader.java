package dev.llmops.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmops.cli.client.ApiClient.EventListener;
import java.util.Iterator;
import java.util.function.Function;

/**
 * Reads the lines of a stream of server-sent events whose data is one line each. An event counts
 * once the blank line behind it has come, as what was cut before is sent again.
 */
final class EventReader {

  private final StreamPosition position;
  private final EventListener listener;
  private final Function<String, JsonNode> parser;

  EventReader(StreamPosition position, EventListener listener, Function<String, JsonNode> parser) {
    this.position = position;
    this.listener = listener;
    this.parser = parser;
  }

  /** Returns whether the listener has heard enough, rather than the lines ended. */
  boolean read(Iterator<String> lines) {
    String id = position.lastEventId();
    String event = "";
    String data = "";
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("id: ")) {
        id = line.substring("id: ".length());
      } else if (line.startsWith("event: ")) {
        event = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        data = line.substring("data: ".length());
      } else if (line.isEmpty()) {
        boolean more = data.isEmpty() || listener.hear(event, parser.apply(data));
        position.moveTo(id);
        if (!more) {
          return true;
        }
        event = "";
        data = "";
      }
    }
    return false;
  }
}
