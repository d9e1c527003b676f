package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.service.experiment.analysis.Analyst;
import dev.llmops.service.experiment.analysis.Collected;
import dev.llmops.service.experiment.analysis.ExperimentResult;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.util.Objects;

/** Looks at what an experiment has collected. Changes nothing. Thread-safe. */
final class Looks {

  private final StorageBackend storage;
  private final Analyst analyst;
  private final Clock clock;

  Looks(StorageBackend storage, Analyst analyst, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.analyst = Objects.requireNonNull(analyst, "analyst is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  ExperimentResult look(Experiment experiment) {
    Collected collected =
        storage.read(stores ->
            new Collected(
                stores.experiments().exposureCounts(experiment.id()),
                stores.observations().armSums(experiment.id()),
                stores.observations().armSpreads(experiment.id())));
    try {
      return analyst.analyse(experiment, collected, clock.instant());
    } catch (InterruptedException e) {
      throw References.interrupted();
    }
  }
}
