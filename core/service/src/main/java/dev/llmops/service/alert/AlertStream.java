package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners what happens to alerts, in order, from wherever they left off. It reads the
 * events from the storage, so that those of other servers and those from before a restart are told
 * too; it does so only while somebody listens. Thread-safe.
 */
public final class AlertStream {

  /** The position before the first event of all. */
  private static final String START = "start";

  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final int AT_ONCE = 100;
  private static final Logger log = LoggerFactory.getLogger(AlertStream.class);

  private final StorageBackend storage;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private boolean reading;

  public AlertStream(StorageBackend storage) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
  }

  /** Is told of events. It must not wait. */
  @FunctionalInterface
  public interface Listener {

    /** Something happened to an alert, which is given as it is now. */
    void happened(AlertEvent event, Alert alert);
  }

  /** Something that happened, and the alert. */
  private record Told(AlertEvent event, Alert alert) {}

  private static final class Follower {
    private final Listener listener;
    private String after;

    Follower(Listener listener, String after) {
      this.listener = listener;
      this.after = after;
    }
  }

  /**
   * Where a listener begins.
   *
   * @param lastSeen the last position that the listener knows; anything else counts as none, and
   *     the listener begins behind the latest event
   * @return what it may come back with though nothing has happened; never empty
   */
  public String position(String lastSeen) {
    return storage.read(stores ->
        lastSeen.equals(START) || stores.alerts().findEvent(lastSeen).isPresent()
            ? lastSeen
            : stores.alerts().lastEvent().orElse(START));
  }

  /**
   * Tells a listener of every event behind a position; the id of each event is one.
   *
   * @return ends it
   */
  public Runnable follow(String position, Listener listener) {
    Follower follower = new Follower(listener, position.equals(START) ? "" : position);
    followers.add(follower);
    startReading();
    return () -> followers.remove(follower);
  }

  private synchronized void startReading() {
    if (!reading) {
      reading = true;
      Thread.ofVirtual().name("alert-stream").start(this::read);
    }
  }

  private void read() {
    try {
      while (isWanted()) {
        tell();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean isWanted() {
    reading = !followers.isEmpty();
    return reading;
  }

  private synchronized void pause() throws InterruptedException {
    wait(PERIOD.toMillis());
  }

  private void tell() {
    try {
      String last = storage.read(stores -> stores.alerts().lastEvent()).orElse("");
      followers.stream().filter(follower -> follower.after.compareTo(last) < 0).forEach(this::tell);
    } catch (RuntimeException e) {
      // The next round tells what this one could not.
      log.warn("Listeners were not told of alerts: {}", e.getMessage());
    }
  }

  private void tell(Follower follower) {
    List<Told> news =
        storage.read(stores ->
            stores.alerts().events(follower.after, AT_ONCE).stream()
                .map(event -> new Told(event, stores.alerts().find(event.alertId()).orElseThrow()))
                .toList());
    for (Told told : news) {
      follower.listener.happened(told.event(), told.alert());
      follower.after = told.event().id();
    }
  }
}
