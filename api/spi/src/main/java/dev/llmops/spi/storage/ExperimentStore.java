package dev.llmops.spi.storage;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.ExposedSegment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Experiments and exposures.
 *
 * @since 1.0
 */
public interface ExperimentStore {

  /**
   * Adds an experiment of revision 1.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id or the name exists
   */
  void insert(Experiment experiment);

  /**
   * Replaces an experiment; its revision is one more than the stored one.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another
   */
  void update(Experiment experiment);

  /**
   * Takes an experiment of the given revision away: it is not found any more, and its name is free.
   * What it has collected stays until {@link #removeWithdrawn} has removed it.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another, or there is
   *     none
   */
  void withdraw(String id, long revision);

  /**
   * Removes a part of what belongs to a withdrawn experiment and, when nothing is left, the
   * experiment itself. Its observations must be gone.
   *
   * @param limit about how many rows at most
   * @return whether there is more to remove
   */
  boolean removeWithdrawn(String id, int limit);

  /** One experiment. */
  Optional<Experiment> find(String id);

  /** Experiments, newest first, of one status or of all. */
  Page<Experiment> list(Optional<ExperimentStatus> status, PageRequest page);

  /** All experiments of the given statuses, newest first. */
  List<Experiment> all(Collection<ExperimentStatus> statuses);

  /**
   * Adds a step to the history of an experiment.
   *
   * @throws StorageException of kind {@code DUPLICATE} when there is one that led to its revision
   */
  void insertChange(ExperimentChange change);

  /** The history of an experiment, newest first. */
  Page<ExperimentChange> changes(String experiment, PageRequest page);

  /**
   * Adds a look at an experiment.
   *
   * @throws StorageException of kind {@code DUPLICATE} when there is one of its number
   */
  void insertLook(ExperimentLook look);

  /** The looks at an experiment, newest first. */
  Page<ExperimentLook> looks(String experiment, PageRequest page);

  /**
   * Records exposures; one that is stored already for the same experiment, epoch and unit is left
   * as it is.
   *
   * @return how many of them were not stored before
   */
  int insertExposures(Collection<Exposure> exposures);

  /** The first exposures of those of these units of an experiment that are exposed, by unit. */
  Map<String, Exposure> firstExposures(String experiment, Collection<String> units);

  /**
   * How many units each variant has been shown to, by variant; a variant without units may be
   * absent.
   */
  Map<String, Long> exposureCounts(String experiment);

  /**
   * Hands over the units that the variants have been shown to, each with its first exposure,
   * grouped by variant and kept attributes; in no particular order.
   */
  void forEachSegment(String experiment, Consumer<ExposedSegment> each);

  /** Removes the exposures of a unit. */
  void removeExposures(String experiment, String unit);

  /** Adds an override, or replaces that of the same experiment and unit. */
  void putOverride(VariantOverride override);

  /** Removes the override of a unit, if there is one. */
  void removeOverride(String experiment, String unit);

  /** The overrides of an experiment, ordered by unit. */
  Page<VariantOverride> overrides(String experiment, PageRequest page);

  /** All overrides of an experiment, ordered by unit. */
  List<VariantOverride> overrides(String experiment);

  /** Which of these units of an experiment have an override. */
  Set<String> overriddenUnits(String experiment, Collection<String> units);
}
