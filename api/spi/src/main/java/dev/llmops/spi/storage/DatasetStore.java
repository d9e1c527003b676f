package dev.llmops.spi.storage;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
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

  /** One dataset. */
  Optional<Dataset> find(String name);

  /** Datasets, newest first. */
  Page<Dataset> list(PageRequest page);

  /** Opens a staging area for an upload. */
  void openUpload(String uploadId, String dataset, java.time.Instant at);

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

  /** Removes a staging area with its samples; unknown ids are ignored. */
  void discardUpload(String uploadId);

  /** Staging areas opened before the given time. */
  List<String> openUploads(java.time.Instant before);

  /** One version of a dataset. */
  Optional<DatasetVersion> version(String dataset, int version);

  /** The versions of a dataset, newest first. */
  Page<DatasetVersion> versions(String dataset, PageRequest page);

  /** Samples of a version in upload order, from a position on. */
  List<Sample> samples(String dataset, int version, long fromPosition, int limit);
}
