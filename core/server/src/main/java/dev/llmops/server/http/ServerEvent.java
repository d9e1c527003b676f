package dev.llmops.server.http;

import java.util.Objects;

/**
 * One server-sent event.
 *
 * @param id what a listener that comes back sends as Last-Event-ID; may be empty
 * @param name the kind of event, without line breaks
 * @param data a value that becomes JSON
 */
public record ServerEvent(String id, String name, Object data) {

  public ServerEvent {
    requireOneLine(id, "id");
    requireOneLine(name, "name");
    Objects.requireNonNull(data, "data is null");
  }

  static String requireOneLine(String text, String what) {
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0 || text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the " + what + " of an event is one line");
    }
    return text;
  }
}
