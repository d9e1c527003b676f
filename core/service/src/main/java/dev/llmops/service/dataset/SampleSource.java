package dev.llmops.service.dataset;

import dev.llmops.model.json.Json;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/** Hands over the records of an upload one by one, as they arrive. Used by one thread. */
@FunctionalInterface
public interface SampleSource {

  /**
   * The next record; empty at the end of the upload.
   *
   * @throws IOException when the upload breaks off
   * @throws dev.llmops.service.error.ServiceException from {@link BrokenLine} when a line is no
   *     JSON or too long
   */
  Optional<Line> next() throws IOException;

  /**
   * One record of an upload.
   *
   * @param number the line it stands on, from 1
   * @param record what stands there
   */
  record Line(long number, Json record) {

    public Line {
      Objects.requireNonNull(record, "record is null");
    }
  }
}
