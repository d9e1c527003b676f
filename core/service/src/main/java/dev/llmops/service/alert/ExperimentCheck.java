package dev.llmops.service.alert;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.job.Job;
import dev.llmops.service.experiment.ExperimentManager;
import dev.llmops.service.experiment.analysis.ExperimentResult;
import dev.llmops.service.job.JobHandler;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks at a running experiment at an interval, and tells when a variant should be shipped or
 * rolled back by tests that hold at all looks together, once what other tests show when the planned
 * size is reached, when the sample ratio does not fit the shares, and when somebody has completed
 * it. The end of an experiment resolves its other alerts. Thread-safe.
 */
public final class ExperimentCheck implements JobHandler {

  private static final int AT_A_TIME = 2;

  private final StorageBackend storage;
  private final ExperimentManager experiments;
  private final AlertManager alerts;
  private final Clock clock;
  private final Duration interval;

  /**
   * With its interval.
   *
   * @param interval between two looks at an experiment, above 0
   */
  public ExperimentCheck(
      StorageBackend storage,
      ExperimentManager experiments,
      AlertManager alerts,
      Clock clock,
      Duration interval) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.experiments = Objects.requireNonNull(experiments, "experiments is null");
    this.alerts = Objects.requireNonNull(alerts, "alerts is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.interval = Objects.requireNonNull(interval, "interval is null");
  }

  @Override
  public String kind() {
    return ExperimentManager.CHECK;
  }

  @Override
  public int concurrency() {
    return AT_A_TIME;
  }

  @Override
  public Optional<Instant> work(Job job) {
    String id = job.subject().split("/", 2)[0];
    Optional<Experiment> found = storage.read(stores -> stores.experiments().find(id));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Experiment experiment = found.get();
    return switch (experiment.status()) {
      case RUNNING, PAUSED -> {
        look(experiment);
        yield Optional.of(clock.instant().plus(interval));
      }
      case COMPLETED -> {
        alerts.raiseOnce(ExperimentNews.completed(experiment));
        end(experiment);
        yield Optional.empty();
      }
      case CANCELLED -> {
        end(experiment);
        yield Optional.empty();
      }
      case DRAFT -> Optional.empty();
    };
  }

  private void look(Experiment experiment) {
    ExperimentResult result = experiments.look(experiment);
    ExperimentNews.found(result).forEach(alerts::raiseOnce);
    if (result.isPlannedLook()) {
      // Later looks are none of fixed size, so that the first one is told whatever it shows.
      alerts.raiseOnce(ExperimentNews.planned(result));
    }
  }

  private void end(Experiment experiment) {
    for (String cause : ExperimentNews.WHILE_RUNNING) {
      alerts.over(ExperimentNews.condition(experiment, cause), ExperimentWording.ended(experiment));
    }
  }
}
