package dev.llmops.spi.storage;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Evaluation runs and the results of their samples.
 *
 * @since 1.0
 */
public interface RunStore {

  /**
   * Which runs are wanted; all given conditions must hold.
   *
   * @param prompt the prompt's name
   * @param dataset the dataset's name
   * @param model the model asked for
   * @param status the status
   * @param from created at or after
   * @param to created before
   */
  record Filter(
      Optional<String> prompt,
      Optional<String> dataset,
      Optional<String> model,
      Optional<RunStatus> status,
      Optional<Instant> from,
      Optional<Instant> to) {

    /** Every run. */
    public static final Filter ALL =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * The runs of one prompt version.
   *
   * @param promptVersion the version
   * @param runs how many there are, at least 1
   * @param newest the id of the newest
   */
  record VersionUse(String promptVersion, long runs, String newest) {}

  /** The versions of a prompt that have runs, ordered by the text of the version. */
  List<VersionUse> usesOf(String prompt);

  /**
   * Adds a run of revision 1.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id exists
   */
  void insert(Run run);

  /**
   * Replaces a run; its revision is one more than the stored one.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another
   */
  void update(Run run);

  /** One run. */
  Optional<Run> find(String id);

  /** The status of a run, for those who need no more of it. */
  Optional<RunStatus> status(String id);

  /** Runs, newest first. */
  Page<Run> list(Filter filter, PageRequest page);

  /** Adds results; one that is stored already for the same run and position is left as it is. */
  void insertResults(String runId, Collection<SampleResult> results);

  /** Removes the results of one outcome, so that those samples are worked on again. */
  void deleteResults(String runId, SampleOutcome outcome);

  /** Removes a run with its results; nothing happens when there is none. */
  void delete(String id);

  /** How many results of each outcome a run has so far; an outcome without any is left out. */
  Map<SampleOutcome, Long> countResults(String runId);

  /** The positions, within the given range, of the samples that have a result. */
  Set<Long> finishedPositions(String runId, long fromPosition, long toPositionExclusive);

  /** Results in dataset order, of the given outcomes or of all when there are none given. */
  Page<SampleResult> results(String runId, Set<SampleOutcome> outcomes, PageRequest page);

  /** Every result in dataset order, handed over one by one. */
  void forEachResult(String runId, Consumer<SampleResult> consumer);
}
