package dev.llmops.service.experiment;

import dev.llmops.model.job.Job;
import dev.llmops.service.job.JobHandler;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Removes what deleted experiments have collected, in transactions that stay short however much
 * there is; one experiment after the other, whose id is the subject of the job. What has been
 * broken off goes on where it was. Thread-safe.
 */
public final class ExperimentRemoval implements JobHandler {

  /** The kind of its jobs. */
  static final String KIND = "experiment-removal";

  private static final int AT_ONCE = 5_000;

  private final StorageBackend storage;

  public ExperimentRemoval(StorageBackend storage) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return 1;
  }

  /** Does nothing for an experiment that was not deleted. */
  @Override
  public Optional<Instant> work(Job job) throws InterruptedException {
    String id = job.subject();
    boolean more = true;
    while (more) {
      if (Thread.interrupted()) {
        throw new InterruptedException("the server stops; the next one goes on");
      }
      more =
          storage.inTransaction(stores ->
              stores.experiments().find(id).isEmpty()
                  && (stores.observations().remove(id, AT_ONCE)
                      || stores.experiments().removeWithdrawn(id, AT_ONCE)));
    }
    return Optional.empty();
  }
}
