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
 * it. The alert on the sample ratio ends when that clearly fits again, and comes again when it does
 * not; the end of an experiment, also its deletion, resolves its other alerts. Thread-safe.
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
      end(id, ExperimentWording.deleted());
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
        end(id, ExperimentWording.ended(experiment));
        yield Optional.empty();
      }
      case CANCELLED -> {
        end(id, ExperimentWording.ended(experiment));
        yield Optional.empty();
      }
      case DRAFT -> Optional.empty();
    };
  }

  private void look(Experiment experiment) {
    ExperimentResult result = experiments.look(experiment);
    compareRatio(result);
    ExperimentNews.found(result).ifPresent(alerts::raiseOnce);
    if (result.isPlannedLook()) {
      // Later looks are none of fixed size, so that the first one is told whatever it shows.
      alerts.raiseOnce(ExperimentNews.planned(result));
    }
  }

  /** Between a mismatch and a clear fit an alert stays as it is, so that it does not flap. */
  private void compareRatio(ExperimentResult result) {
    if (result.sampleRatio().isMismatchAtAllLooks()) {
      alerts.raiseAnew(ExperimentNews.mismatch(result));
    } else if (result.sampleRatio().fitsClearly()) {
      alerts.over(
          ExperimentNews.condition(result.experiment().id(), ExperimentNews.MISMATCH),
          ExperimentWording.fits(result.experiment(), result.sampleRatio().reason()));
    }
  }

  private void end(String id, String comment) {
    for (String cause : ExperimentNews.WHILE_RUNNING) {
      alerts.over(ExperimentNews.condition(id, cause), comment);
    }
  }
}
