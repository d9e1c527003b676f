package dev.llmops.model.evaluation;

import java.time.Instant;
import java.util.Objects;

/**
 * One complete upload of a dataset.
 *
 * @param dataset the dataset's name
 * @param version from 1; a number is never given twice
 * @param samples how many samples it holds
 * @param hash SHA-256 in lower-case hex over the samples in their order
 * @param note what its uploader wrote about it; may be empty
 * @param createdBy who uploaded it
 * @param createdAt when the upload was completed
 */
public record DatasetVersion(
    String dataset,
    int version,
    long samples,
    String hash,
    String note,
    String createdBy,
    Instant createdAt) {

  public DatasetVersion {
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(hash, "hash is null");
    Objects.requireNonNull(note, "note is null");
    Objects.requireNonNull(createdBy, "createdBy is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
  }
}
