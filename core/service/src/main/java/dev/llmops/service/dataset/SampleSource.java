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
   * @throws dev.llmops.service.error.ServiceException from {@link BrokenSample} when a record
   *     cannot be read or is too long
   */
  Optional<Entry> next() throws IOException;

  /**
   * One record of an upload.
   *
   * @param place where it stands, such as {@code line 7}
   * @param record what stands there
   */
  record Entry(String place, Json record) {

    public Entry {
      Objects.requireNonNull(place, "place is null");
      Objects.requireNonNull(record, "record is null");
    }
  }
}
