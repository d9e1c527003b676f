package dev.llmops.cli.client;

/**
 * How far a stream of events has been heard, so that another connection goes on from there. Not
 * thread-safe.
 */
public final class StreamPosition {

  private String lastEventId = "";

  /** The id to come back with; empty before the server has given one. */
  String lastEventId() {
    return lastEventId;
  }

  void moveTo(String id) {
    lastEventId = id;
  }
}
