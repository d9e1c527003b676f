package dev.llmops.spi.storage;

import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.schedule.Firing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What became of schedules and automatic evaluations when they were due.
 *
 * @since 1.0
 */
public interface FiringStore {

  /**
   * What the runs of an origin have used.
   *
   * @param runs how many were started
   * @param samples how many samples they have
   * @param tokens tokens, in and out, of all their results, those that are stored no more too
   */
  record Spent(long runs, long samples, long tokens) {}

  /**
   * Adds a firing.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id exists
   */
  void insert(Firing firing);

  /**
   * Replaces a pending firing by what became of it.
   *
   * @throws StorageException of kind {@code STALE} when it is not pending any more
   */
  void settle(Firing firing);

  /** One firing. */
  Optional<Firing> find(String id);

  /** The firings of an origin, newest first. */
  Page<Firing> list(String origin, PageRequest page);

  /** A run of an origin that has not ended; the newest of them. */
  Optional<String> activeRun(String origin);

  /** The runs that an origin has started for a prompt version and a dataset, newest first. */
  List<String> runs(String origin, String version, String dataset);

  /** What the firings of an origin that were settled at or after a time have used. */
  Spent spent(String origin, Instant since);

  /**
   * Remembers what the results of a run have used that are about to be removed; nothing happens
   * when no firing started the run.
   *
   * @param outcomes of these results
   */
  void keepTokens(String run, Set<SampleOutcome> outcomes);

  /** Removes the firings of an origin. */
  void deleteAll(String origin);
}
