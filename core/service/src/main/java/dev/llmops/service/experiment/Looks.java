package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.service.experiment.analysis.Analyst;
import dev.llmops.service.experiment.analysis.Collected;
import dev.llmops.service.experiment.analysis.ExperimentResult;
import dev.llmops.service.experiment.analysis.LookJson;
import dev.llmops.service.experiment.analysis.Posteriors;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Looks at what an experiment has collected, and keeps what it showed in the course of time. A look
 * is kept when its numbers are others than those of the last one, and that is longer ago than a
 * two-hundredth of the time since the start: of N checks at an interval about 200·(1 + ln(N/200))
 * are kept, a year of them at ten minutes in 1,300. The numbers that a completed experiment ends
 * with are always kept. Thread-safe.
 */
final class Looks {

  private static final int DENSITY = 200;

  private final StorageBackend storage;
  private final Analyst analyst;
  private final Posteriors posteriors;
  private final Clock clock;

  Looks(StorageBackend storage, Analyst analyst, Posteriors posteriors, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.analyst = Objects.requireNonNull(analyst, "analyst is null");
    this.posteriors = Objects.requireNonNull(posteriors, "posteriors is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /** What it shows now; changes nothing. */
  ExperimentResult look(Experiment experiment) {
    try {
      return analyst.analyse(experiment, collected(experiment), clock.instant());
    } catch (InterruptedException e) {
      throw References.interrupted();
    }
  }

  /** The same as JSON, or what it was frozen as, with what Bayesian tests say beside it. */
  Json lookWithPosteriors(Experiment experiment) {
    // What a frozen result was computed from does not change any more.
    Collected collected = collected(experiment);
    try {
      Json result =
          experiment.result().isNull()
              ? analyst.analyse(experiment, collected, clock.instant()).toJson()
              : experiment.result();
      return posteriors.addTo(result, experiment, collected);
    } catch (InterruptedException e) {
      throw References.interrupted();
    }
  }

  private Collected collected(Experiment experiment) {
    return storage.read(stores ->
        new Collected(
            stores.experiments().exposureCounts(experiment.id()),
            stores.observations().armSums(experiment.id()),
            stores.observations().armSpreads(experiment.id())));
  }

  /** Keeps a look at an experiment that has not changed since. */
  void keep(ExperimentResult result) {
    Experiment experiment = result.experiment();
    storage.inTransaction(stores -> {
      stores
          .experiments()
          .find(experiment.id())
          .filter(now -> now.revision() == experiment.revision())
          .ifPresent(now -> {
            Optional<ExperimentLook> last = last(stores, now);
            if (last.isEmpty() || isDue(now, last.get().at(), result.at())) {
              keep(stores, now, last, result.at(), result.toJson());
            }
          });
      return experiment;
    });
  }

  /** Keeps what a completed experiment has ended with. */
  static void keepFinal(Stores stores, Experiment experiment) {
    keep(
        stores,
        experiment,
        last(stores, experiment),
        experiment.endedAt().orElseThrow(),
        experiment.result());
  }

  private static boolean isDue(Experiment experiment, Instant last, Instant now) {
    Duration running = Duration.between(experiment.startedAt().orElse(now), now);
    return Duration.between(last, now).compareTo(running.dividedBy(DENSITY)) >= 0;
  }

  private static void keep(
      Stores stores,
      Experiment experiment,
      Optional<ExperimentLook> last,
      Instant at,
      Json result) {
    Json shown = LookJson.of(result);
    if (last.filter(look -> look.result().equals(shown)).isEmpty()) {
      long number = last.map(ExperimentLook::number).orElse(0L) + 1;
      stores.experiments().insertLook(new ExperimentLook(experiment.id(), number, at, shown));
    }
  }

  private static Optional<ExperimentLook> last(Stores stores, Experiment experiment) {
    return stores.experiments().looks(experiment.id(), PageRequest.first(1)).items().stream()
        .findFirst();
  }
}
