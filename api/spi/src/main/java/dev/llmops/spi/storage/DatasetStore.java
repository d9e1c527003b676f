package dev.llmops.spi.storage;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Datasets, their versions and samples. An upload fills a staging area in several transactions and
 * becomes a version in one; until then nothing of it is seen.
 *
 * @since 1.0
 */
public interface DatasetStore {

  /**
   * Adds a dataset without versions.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the name exists
   */
  void insert(Dataset dataset);

  /**
   * Replaces what a dataset says: its description, tags and metadata.
   *
   * @param before what it said when it was read
   * @throws StorageException of kind {@code STALE} when it says something else by now, or is gone
   */
  void update(Dataset before, Dataset after);

  /** One dataset. */
  Optional<Dataset> find(String name);

  /** Datasets of the given type, or of any when there is none, newest first. */
  Page<Dataset> list(Optional<DatasetType> type, PageRequest page);

  /** The number of the next version of a dataset; one that was deleted is not given again. */
  int nextVersion(String dataset);

  /** Opens a staging area for an upload. */
  void openUpload(String uploadId, String dataset, Instant at);

  /**
   * Adds samples to a staging area.
   *
   * @param firstPosition the place of the first of them in the upload, from 0
   * @throws StorageException of kind {@code DUPLICATE} when the id of a sample repeats within the
   *     upload
   */
  void stage(String uploadId, long firstPosition, List<Sample> samples);

  /**
   * Turns a staging area into a version, and that into the dataset's latest.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the version exists
   */
  void publish(String uploadId, DatasetVersion version);

  /**
   * Removes samples of a staging area, and the area itself with the last of them; unknown ids and
   * published uploads are left alone.
   *
   * @param limit how many samples are removed at most
   * @return whether there is more to remove
   */
  boolean discardUpload(String uploadId, int limit);

  /** Staging areas opened before the given time. */
  List<String> openUploads(Instant before);

  /**
   * Takes a version away: it is gone at once, its samples are a staging area again that is to be
   * discarded.
   *
   * @return the id of that staging area
   * @throws StorageException of kind {@code STALE} when there is no such version
   */
  String withdraw(String dataset, int version);

  /**
   * Takes a dataset and all its versions away: they are gone at once, their samples are staging
   * areas again that are to be discarded. Its name stays taken until {@link #removeWithdrawn}.
   *
   * @return the ids of those staging areas, and of unfinished uploads
   * @throws StorageException of kind {@code STALE} when there is no such dataset
   */
  List<String> withdraw(String dataset);

  /** Removes what remains of withdrawn datasets of which all samples are discarded. */
  void removeWithdrawn();

  /** One version of a dataset. */
  Optional<DatasetVersion> version(String dataset, int version);

  /** The versions of a dataset, newest first. */
  Page<DatasetVersion> versions(String dataset, PageRequest page);

  /** Samples of a version in upload order, from a position on. */
  List<Sample> samples(String dataset, int version, long fromPosition, int limit);
}
