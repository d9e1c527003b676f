package dev.llmops.server.wiring;

import dev.llmops.server.http.Idempotency;
import dev.llmops.spi.storage.StorageException;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets, once an hour, what need not be remembered any longer. */
public final class Housekeeping implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);

  private final Idempotency idempotency;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("housekeeping").factory());

  Housekeeping(Idempotency idempotency) {
    this.idempotency = Objects.requireNonNull(idempotency, "idempotency is null");
  }

  /** Begins. */
  public void start() {
    timer.scheduleWithFixedDelay(this::run, 1, 60, TimeUnit.MINUTES);
  }

  private void run() {
    try {
      idempotency.cleanUp();
    } catch (StorageException e) {
      // An exception would end the schedule; the next hour may be better.
      log.warn("Old idempotency keys could not be removed: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
