package dev.llmops.server.http;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * What one listener is still to be sent. It is bounded and nobody waits to add to it, so that a
 * listener who reads slowly never holds up the work: when too much waits, the listener is cut, and
 * may come back with the id of the last event it got. Thread-safe.
 */
public final class EventFeed implements AutoCloseable {

  /** The most events that wait for a listener. */
  public static final int CAPACITY = 256;

  private final String position;
  private final Deque<ServerEvent> waiting = new ArrayDeque<>();
  private final List<Runnable> whenClosed = new ArrayList<>();
  private boolean ended;
  private boolean closed;

  /** Of events that a listener who comes back need not have. */
  public EventFeed() {
    this("");
  }

  private EventFeed(String position) {
    this.position = position;
  }

  /**
   * Of events behind a position. The listener is told of it first, so that it can come back and
   * miss nothing even before its first event.
   */
  public static EventFeed at(String position) {
    return new EventFeed(ServerEvent.requireOneLine(position, "position"));
  }

  String position() {
    return position;
  }

  /** Adds an event after those that wait; cuts the listener when too many do. */
  public synchronized void send(ServerEvent event) {
    Objects.requireNonNull(event, "event is null");
    if (ended) {
      return;
    }
    if (waiting.size() == CAPACITY) {
      waiting.clear();
      ended = true;
    } else {
      waiting.add(event);
    }
    notifyAll();
  }

  /** Adds an event in the place of one of the same name, if such a one is the last that waits. */
  public synchronized void sendLatest(ServerEvent event) {
    ServerEvent last = waiting.peekLast();
    if (!ended && last != null && last.name().equals(event.name())) {
      waiting.removeLast();
    }
    send(event);
  }

  /** Ends the stream after the events that wait. */
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Has something done when the stream is over, for whatever reason; at once if it is. */
  public void whenClosed(Runnable action) {
    synchronized (this) {
      if (!closed) {
        whenClosed.add(action);
        return;
      }
    }
    action.run();
  }

  /** The events that wait, as soon as there are any; empty when the time is over or the stream. */
  synchronized List<ServerEvent> next(Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    long left = wait.toNanos();
    while (waiting.isEmpty() && !ended && left > 0) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = deadline - System.nanoTime();
    }
    List<ServerEvent> events = List.copyOf(waiting);
    waiting.clear();
    return events;
  }

  synchronized boolean isOver() {
    return ended && waiting.isEmpty();
  }

  /** Ends the stream now. */
  @Override
  public void close() {
    List<Runnable> actions;
    synchronized (this) {
      ended = true;
      closed = true;
      waiting.clear();
      actions = List.copyOf(whenClosed);
      whenClosed.clear();
      notifyAll();
    }
    actions.forEach(Runnable::run);
  }
}
