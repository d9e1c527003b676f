package dev.llmops.model.evaluation;

import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A named collection of samples; every upload makes a new immutable version.
 *
 * @param name unique; may hold {@code /}
 * @param type what it is for
 * @param description free text; may be empty
 * @param tags words to find it by, without repeats
 * @param metadata a JSON object whose shape is the user's
 * @param createdAt when it was created
 * @param latestVersion the newest version there is; 0 when there is none
 */
public record Dataset(
    String name,
    DatasetType type,
    String description,
    List<String> tags,
    Json metadata,
    Instant createdAt,
    int latestVersion) {

  public Dataset {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(type, "type is null");
    Objects.requireNonNull(description, "description is null");
    tags = List.copyOf(tags);
    Objects.requireNonNull(metadata, "metadata is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
  }
}
