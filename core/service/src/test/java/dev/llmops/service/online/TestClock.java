package dev.llmops.service.online;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that moves when told to. Thread-safe. */
public final class TestClock extends Clock {

  private final AtomicReference<Runnable> nextReading = new AtomicReference<>(() -> {});
  private volatile Instant now = Instant.parse("2026-05-04T09:00:00Z");

  public void advance(Duration by) {
    now = now.plus(by);
  }

  /** Runs once, when the time is read next and before it is told. */
  public void duringNextReading(Runnable action) {
    nextReading.set(action);
  }

  @Override
  public Instant instant() {
    nextReading.getAndSet(() -> {}).run();
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(now, zone);
  }
}
