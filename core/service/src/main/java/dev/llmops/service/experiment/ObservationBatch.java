package dev.llmops.service.experiment;

import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.service.experiment.RecordResult.Rejected;
import dev.llmops.service.experiment.analysis.ArmSums;
import dev.llmops.service.experiment.analysis.UnitValue;
import dev.llmops.spi.storage.Stores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The observations of one experiment in one run of a transaction; a second run makes a new one.
 * Confined to its transaction.
 */
final class ObservationBatch {

  /**
   * An observation and its place in the whole batch.
   *
   * @param index from 0
   * @param observation well-formed by itself
   */
  record Item(int index, NewObservation observation) {}

  private record ArmKey(String variant, String metric) {}

  private final Stores stores;
  private final Experiment experiment;
  private final Instant now;
  private final ObservationCheck check;
  private final List<Observation> accepted = new ArrayList<>();
  private final List<Rejected> rejected = new ArrayList<>();
  private int duplicates;

  ObservationBatch(Stores stores, Experiment experiment, Instant now) {
    this.stores = stores;
    this.experiment = experiment;
    this.now = now;
    this.check = new ObservationCheck(experiment, now);
  }

  /** Counts what can be counted. */
  void run(List<Item> items) {
    sort(items);
    if (!accepted.isEmpty()) {
      stores.observations().insert(accepted);
      rollUp();
    }
  }

  int accepted() {
    return accepted.size();
  }

  int duplicates() {
    return duplicates;
  }

  List<Rejected> rejected() {
    return rejected;
  }

  private void sort(List<Item> items) {
    // A repeated event is known by its id before anything else, so that sending a batch again is
    // harmless even after the experiment has ended.
    Set<String> counted =
        new HashSet<>(
            stores
                .observations()
                .existing(
                    experiment.id(),
                    items.stream().map(item -> item.observation().id()).distinct().toList()));
    List<String> units = items.stream().map(item -> item.observation().unit()).distinct().toList();
    Map<String, Exposure> exposures = stores.experiments().firstExposures(experiment.id(), units);
    Set<String> overridden = stores.experiments().overriddenUnits(experiment.id(), units);
    for (Item item : items) {
      NewObservation observation = item.observation();
      if (counted.contains(observation.id())) {
        duplicates++;
        continue;
      }
      Optional<Rejected> rejection =
          check.rejection(
              item,
              Optional.ofNullable(exposures.get(observation.unit())),
              overridden.contains(observation.unit()));
      if (rejection.isPresent()) {
        rejected.add(rejection.get());
        continue;
      }
      counted.add(observation.id());
      accepted.add(
          new Observation(
              observation.id(),
              experiment.id(),
              observation.unit(),
              exposures.get(observation.unit()).variant(),
              observation.metric(),
              // Turns negative zero into zero.
              observation.value() + 0.0,
              observation.at().orElse(now)));
    }
  }

  private void rollUp() {
    Set<UnitRollup.Key> keys = new HashSet<>();
    accepted.forEach(observation -> keys.add(key(observation)));
    Map<UnitRollup.Key, UnitRollup> before = stores.observations().rollups(keys);
    Map<UnitRollup.Key, UnitRollup> after = new LinkedHashMap<>();
    for (Observation observation : accepted) {
      UnitRollup.Key key = key(observation);
      UnitRollup known = after.getOrDefault(key, before.get(key));
      after.put(key, known == null ? first(observation) : next(known, observation.value()));
    }
    Map<ArmKey, ArmSum> sums = new HashMap<>();
    stores
        .observations()
        .armSums(experiment.id())
        .forEach(sum -> sums.put(new ArmKey(sum.variant(), sum.metric()), sum));
    Map<ArmKey, ArmSum> changed = new LinkedHashMap<>();
    for (UnitRollup rollup : after.values()) {
      ArmKey arm = new ArmKey(rollup.variant(), rollup.key().metric());
      ArmSum sum =
          changed.getOrDefault(
              arm,
              sums.getOrDefault(arm, ArmSum.empty(experiment.id(), arm.variant(), arm.metric())));
      UnitRollup old = before.get(rollup.key());
      changed.put(
          arm,
          old == null
              ? ArmSums.add(sum, value(rollup))
              : ArmSums.replace(sum, value(old), value(rollup)));
    }
    stores.observations().putRollups(after.values());
    stores.observations().putArmSums(changed.values());
  }

  private static UnitRollup.Key key(Observation observation) {
    return new UnitRollup.Key(observation.experiment(), observation.metric(), observation.unit());
  }

  private static UnitRollup first(Observation observation) {
    return new UnitRollup(
        key(observation), observation.variant(), 1, observation.value(), observation.value());
  }

  private static UnitRollup next(UnitRollup known, double value) {
    return new UnitRollup(
        known.key(),
        known.variant(),
        known.count() + 1,
        known.sum() + value,
        Math.max(known.max(), value));
  }

  private double value(UnitRollup rollup) {
    return UnitValue.of(experiment, rollup);
  }
}
