package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.DatasetVersion;
import java.util.Objects;

/**
 * What came of an upload.
 *
 * @param version the dataset's latest version now
 * @param isNew whether the upload made it; otherwise the latest version held the same samples
 *     already and stays as it is
 */
public record Uploaded(DatasetVersion version, boolean isNew) {

  public Uploaded {
    Objects.requireNonNull(version, "version is null");
  }
}
