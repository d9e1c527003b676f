package dev.llmops.model.evaluation;

import java.time.Instant;
import java.util.Objects;

/**
 * A named collection of samples; every upload makes a new immutable version.
 *
 * @param name unique; may hold {@code /}
 * @param description free text; may be empty
 * @param createdAt when it was created
 * @param latestVersion the newest complete version, from 1; 0 when none has been uploaded
 */
public record Dataset(String name, String description, Instant createdAt, int latestVersion) {

  public Dataset {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(description, "description is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
  }
}
