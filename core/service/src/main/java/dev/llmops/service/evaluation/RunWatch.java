package dev.llmops.service.evaluation;

import dev.llmops.service.error.ServiceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how runs get on. It looks at a run at short intervals, once for all who listen to
 * it, so that the work on the run takes no notice of them. Thread-safe.
 */
public final class RunWatch {

  private static final Logger log = LoggerFactory.getLogger(RunWatch.class);
  private static final Duration INTERVAL = Duration.ofMillis(200);

  /** Is told how a run gets on; must not block. */
  public interface Listener {

    /** The run has got so far, other than the last time. */
    void moved(RunProgress progress);

    /** There is no more to tell: the run is settled, or it is gone. */
    void ended();
  }

  private final Function<String, RunProgress> progress;
  private final Map<String, Map<Listener, RunProgress>> watched = new HashMap<>();

  RunWatch(Function<String, RunProgress> progress) {
    this.progress = Objects.requireNonNull(progress, "progress is null");
  }

  /**
   * Tells a listener how a run gets on, from its present state on.
   *
   * @return what ends it before its time; may be run again
   */
  public Runnable follow(String runId, Listener listener) {
    synchronized (watched) {
      Map<Listener, RunProgress> listeners = watched.get(runId);
      if (listeners == null) {
        listeners = new HashMap<>();
        watched.put(runId, listeners);
        Thread.ofVirtual().name("run-watch-" + runId).start(() -> watch(runId));
      }
      listeners.put(listener, RunProgress.UNKNOWN);
    }
    return () -> leave(runId, listener);
  }

  private void leave(String runId, Listener listener) {
    synchronized (watched) {
      Map<Listener, RunProgress> listeners = watched.get(runId);
      if (listeners != null) {
        listeners.remove(listener);
      }
    }
  }

  private void watch(String runId) {
    try {
      while (isWanted(runId) && !look(runId)) {
        TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWanted(String runId) {
    synchronized (watched) {
      boolean wanted = !watched.get(runId).isEmpty();
      if (!wanted) {
        watched.remove(runId);
      }
      return wanted;
    }
  }

  /** Tells what is new; returns whether that was the last. */
  private boolean look(String runId) {
    try {
      RunProgress now = progress.apply(runId);
      changed(runId, now).forEach(listener -> listener.moved(now));
      if (now.settled()) {
        end(runId);
      }
      return now.settled();
    } catch (ServiceException e) {
      // It was deleted.
      end(runId);
      return true;
    } catch (RuntimeException e) {
      log.warn("Run {} could not be looked at; trying again", runId, e);
      return false;
    }
  }

  private List<Listener> changed(String runId, RunProgress now) {
    synchronized (watched) {
      Map<Listener, RunProgress> listeners = watched.get(runId);
      List<Listener> behind =
          listeners.entrySet().stream()
              .filter(entry -> !entry.getValue().equals(now))
              .map(Map.Entry::getKey)
              .toList();
      behind.forEach(listener -> listeners.put(listener, now));
      return behind;
    }
  }

  private void end(String runId) {
    Map<Listener, RunProgress> listeners;
    synchronized (watched) {
      listeners = watched.remove(runId);
    }
    listeners.keySet().forEach(Listener::ended);
  }
}
