package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.experiment.ExposureBuffer.Pending;
import dev.llmops.service.experiment.ObservationBatch.Item;
import dev.llmops.service.experiment.RecordResult.Rejected;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts batches of observations, each in one transaction together with the exposures it rests on.
 * Thread-safe.
 */
final class ObservationRecorder {

  /** The most observations of a batch. */
  static final int MAX_BATCH = 10_000;

  /** The largest absolute value; its square, summed over all units, stays finite. */
  static final double MAX_VALUE = 1e100;

  private final StorageBackend storage;
  private final LiveExperiments experiments;
  private final ExposureBuffer exposures;
  private final AuditTrail audit;
  private final Clock clock;

  ObservationRecorder(
      StorageBackend storage,
      LiveExperiments experiments,
      ExposureBuffer exposures,
      AuditTrail audit,
      Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.experiments = Objects.requireNonNull(experiments, "experiments is null");
    this.exposures = Objects.requireNonNull(exposures, "exposures is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  private record Group(LiveExperiment live, List<Item> items) {

    List<String> units() {
      return items.stream().map(item -> item.observation().unit()).toList();
    }
  }

  RecordResult record(List<NewObservation> batch, Actor actor) {
    Objects.requireNonNull(actor, "actor is null");
    if (batch.size() > MAX_BATCH) {
      throw new ServiceException(
          Kind.TOO_LARGE,
          ExperimentCodes.BATCH_TOO_LARGE,
          "a batch has at most "
              + MAX_BATCH
              + " observations, this one has "
              + batch.size()
              + "; split it");
    }
    List<Rejected> rejected = new ArrayList<>();
    // In the order of ids, in which every thread closes gates, so that no two wait for each other.
    Map<String, Group> groups = new TreeMap<>();
    for (int i = 0; i < batch.size(); i++) {
      NewObservation observation = batch.get(i);
      // Looked up once: it may be deleted meanwhile.
      Optional<LiveExperiment> live = experiments.find(observation.experiment());
      Optional<Rejected> malformed = malformed(i, observation, live.isPresent());
      if (malformed.isPresent()) {
        rejected.add(malformed.get());
      } else {
        groups
            .computeIfAbsent(live.get().id(), id -> new Group(live.get(), new ArrayList<>()))
            .items()
            .add(new Item(i, observation));
      }
    }
    int accepted = 0;
    int duplicates = 0;
    for (ObservationBatch done : count(groups, actor)) {
      accepted += done.accepted();
      duplicates += done.duplicates();
      rejected.addAll(done.rejected());
    }
    rejected.sort(Comparator.comparingInt(Rejected::index));
    return new RecordResult(accepted, duplicates, rejected);
  }

  private List<ObservationBatch> count(Map<String, Group> groups, Actor actor) {
    if (groups.isEmpty()) {
      return List.of();
    }
    List<LiveExperiment> entered = new ArrayList<>();
    try {
      for (Group group : groups.values()) {
        group.live().gate().readLock().lock();
        entered.add(group.live());
      }
      Instant now = clock.instant();
      List<Pending> pending =
          groups.values().stream()
              .flatMap(
                  group -> exposures.pending(group.live().experiment(), group.units()).stream())
              .toList();
      List<ObservationBatch> done =
          storage.inTransaction(stores -> count(stores, groups, pending, now, actor));
      exposures.written(pending);
      return done;
    } finally {
      entered.reversed().forEach(live -> live.gate().readLock().unlock());
    }
  }

  private List<ObservationBatch> count(
      Stores stores, Map<String, Group> groups, List<Pending> pending, Instant now, Actor actor) {
    exposures.write(stores, pending);
    List<ObservationBatch> done = new ArrayList<>();
    for (Group group : groups.values()) {
      // The stored status decides, since another server may have changed it.
      Experiment experiment =
          stores.experiments().find(group.live().id()).orElseGet(group.live()::experiment);
      ObservationBatch batch = new ObservationBatch(stores, experiment, now);
      batch.run(group.items());
      writeDown(stores, experiment, batch, actor);
      done.add(batch);
    }
    return done;
  }

  /** One entry for all observations of an experiment in a batch; none when nothing was counted. */
  private void writeDown(
      Stores stores, Experiment experiment, ObservationBatch batch, Actor actor) {
    if (batch.accepted() > 0) {
      audit.record(
          stores,
          actor,
          "observations.record",
          "experiment/" + experiment.id(),
          Json.NULL,
          new Facts()
              .with("accepted", batch.accepted())
              .with("duplicates", batch.duplicates())
              .json(),
          "");
    }
  }

  /** What can be told without looking into storage. */
  private Optional<Rejected> malformed(int index, NewObservation observation, boolean known) {
    Optional<String> id = Identifiers.problem("id", observation.id());
    if (id.isPresent()) {
      return Optional.of(new Rejected(index, ExperimentCodes.OBSERVATION_ID, id.get()));
    }
    if (!known) {
      return Optional.of(
          new Rejected(
              index,
              ExperimentCodes.OBSERVATION_EXPERIMENT,
              experiments.unknown(observation.experiment())));
    }
    Optional<String> unit = Identifiers.problem("unit", observation.unit());
    if (unit.isPresent()) {
      return Optional.of(new Rejected(index, ExperimentCodes.OBSERVATION_UNIT, unit.get()));
    }
    if (!(Math.abs(observation.value()) <= MAX_VALUE)) {
      String detail =
          "the value must be a finite number of at most 1e100, was "
              + (observation.value().isNaN() ? "none or NaN" : observation.value());
      return Optional.of(new Rejected(index, ExperimentCodes.OBSERVATION_VALUE, detail));
    }
    return Optional.empty();
  }
}
