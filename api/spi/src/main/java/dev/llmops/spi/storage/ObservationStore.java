package dev.llmops.spi.storage;

import dev.llmops.model.experiment.ArmSpread;
import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.experiment.UnitRollup;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Observations: raw events, what each unit has contributed, and sums per arm.
 *
 * @since 1.0
 */
public interface ObservationStore {

  /** Which of these event ids of an experiment are stored already. */
  Set<String> existing(String experiment, Collection<String> ids);

  /**
   * Adds raw events.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id of one is stored already in its
   *     experiment
   */
  void insert(Collection<Observation> observations);

  /** The roll-ups of these keys; a key without one is absent. */
  Map<UnitRollup.Key, UnitRollup> rollups(Collection<UnitRollup.Key> keys);

  /**
   * Hands over every roll-up of an experiment, one after the other, with the attributes that were
   * kept at the first exposure of its unit; in no particular order.
   */
  void forEachRollup(String experiment, BiConsumer<Map<String, String>, UnitRollup> each);

  /** Adds or replaces roll-ups. */
  void putRollups(Collection<UnitRollup> rollups);

  /** Removes the roll-ups of these keys; a key without one does no harm. */
  void removeRollups(Collection<UnitRollup.Key> keys);

  /** The sums of every arm and metric of an experiment, ordered by metric and variant. */
  List<ArmSum> armSums(String experiment);

  /** Adds or replaces the sums of arms. */
  void putArmSums(Collection<ArmSum> sums);

  /** The spread of every arm and metric of an experiment, ordered by metric and variant. */
  List<ArmSpread> armSpreads(String experiment);

  /**
   * Removes a part of what was observed in an experiment.
   *
   * @param limit how many events or roll-ups at most
   * @return whether there is more to remove
   */
  boolean remove(String experiment, int limit);
}
