package dev.llmops.service.online;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;

/** Another thread that does something at the worst moment. */
public final class Rival {

  private final Thread thread;

  public Rival(Runnable action) {
    this.thread = Thread.ofPlatform().unstarted(action);
  }

  /** Lets it go as far as it can: to its end, or until it waits for a lock. */
  public void run() {
    thread.start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> !thread.isAlive() || waitsForALock());
  }

  private boolean waitsForALock() {
    Object blocker = LockSupport.getBlocker(thread);
    return blocker != null
        && blocker.getClass().getName().startsWith("java.util.concurrent.locks.Reentrant");
  }

  /** Waits for its end. */
  public void join() throws InterruptedException {
    thread.join();
  }
}
