package dev.llmops.server.api;

import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.server.http.EventFeed;
import dev.llmops.server.http.ServerEvent;
import dev.llmops.service.evaluation.RunProgress;
import dev.llmops.service.evaluation.RunWatch;
import java.util.Objects;

/**
 * Turns the progress of a run into events: {@code progress}, of which only the latest counts, and
 * one {@code end}. Thread-safe.
 */
final class RunEvents implements RunWatch.Listener {

  /** The id of the last event, with which a listener need not come back. */
  static final String END = "end";

  private static final String PROGRESS = "progress";

  /** What an event says. */
  record Event(
      RunStatus status,
      long total,
      long done,
      long passed,
      long notPassed,
      long failed,
      long skipped) {

    static Event of(RunProgress progress) {
      return new Event(
          progress.status(),
          progress.total(),
          progress.done(),
          progress.passed(),
          progress.notPassed(),
          progress.failed(),
          progress.skipped());
    }
  }

  private final EventFeed feed;

  RunEvents(EventFeed feed) {
    this.feed = Objects.requireNonNull(feed, "feed is null");
  }

  @Override
  public void moved(RunProgress progress) {
    Event event = Event.of(progress);
    feed.sendLatest(new ServerEvent(Long.toString(progress.done()), PROGRESS, event));
    if (progress.settled()) {
      feed.send(new ServerEvent(END, END, event));
    }
  }

  @Override
  public void ended() {
    feed.end();
  }
}
