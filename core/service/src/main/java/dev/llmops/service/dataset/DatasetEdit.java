package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * What is to be different about a dataset; what is empty stays. Its type stays what it is for, and
 * its samples change by uploads.
 *
 * @param description in place of the old one
 * @param tags in place of all old ones
 * @param metadata a JSON object, in place of the whole of the old one
 */
public record DatasetEdit(
    Optional<String> description, Optional<List<String>> tags, Optional<Json> metadata) {

  public DatasetEdit {
    description = description == null ? Optional.empty() : description;
    tags = tags == null ? Optional.empty() : tags.map(List::copyOf);
    metadata = metadata == null ? Optional.empty() : metadata.filter(value -> !value.isNull());
  }

  /**
   * The dataset as it shall be.
   *
   * @throws dev.llmops.service.error.ServiceException with all that is wrong
   */
  Dataset applyTo(Dataset before) {
    NewDataset wanted =
        new NewDataset(
            before.name(),
            before.type(),
            description.orElse(before.description()),
            tags.orElse(before.tags()),
            metadata.orElse(before.metadata()));
    wanted.check();
    return new Dataset(
        before.name(),
        before.type(),
        wanted.description(),
        wanted.tags(),
        wanted.metadata(),
        before.createdAt(),
        before.latestVersion());
  }
}
