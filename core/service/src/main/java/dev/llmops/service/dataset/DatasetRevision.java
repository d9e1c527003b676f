package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.identity.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Tells one state of a dataset from another. Nothing counts the changes of a dataset; its revision
 * is made of what it says and of its latest version, so that what a dataset says again has the
 * revision it had then.
 */
public final class DatasetRevision {

  private DatasetRevision() {}

  /** The revision of a dataset, which is never negative. */
  public static long of(Dataset dataset) {
    byte[] facts = DatasetFacts.of(dataset).toString().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.wrap(Sha256.digest().digest(facts)).getLong() & Long.MAX_VALUE;
  }

  /** Refuses a dataset that is no longer what the caller saw. */
  static void require(Dataset dataset, Optional<Long> expected) {
    if (expected.isPresent() && expected.get() != of(dataset)) {
      throw ServiceException.stale(
          "LLM-DAT-011",
          "the dataset \"%s\" has changed since it was read; read it again"
              .formatted(dataset.name()),
          Optional.of(dataset));
    }
  }
}
