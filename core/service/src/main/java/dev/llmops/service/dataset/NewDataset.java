package dev.llmops.service.dataset;

import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import java.util.List;
import java.util.Objects;

/**
 * A dataset to be.
 *
 * @param name unique; may hold {@code /}
 * @param type what it is for
 * @param description free text; may be empty
 * @param tags words to find it by; repeats are dropped
 * @param metadata a JSON object whose shape is the user's
 */
public record NewDataset(
    String name, DatasetType type, String description, List<String> tags, Json metadata) {

  private static final int MAX_DESCRIPTION = 10_000;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG = 200;

  public NewDataset {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(type, "type is null");
    Objects.requireNonNull(description, "description is null");
    tags = tags.stream().distinct().toList();
    Objects.requireNonNull(metadata, "metadata is null");
  }

  /** A golden dataset of which nothing more is said. */
  public static NewDataset named(String name) {
    return new NewDataset(name, DatasetType.GOLDEN, "", List.of(), Json.EMPTY_OBJECT);
  }

  /**
   * Checks everything.
   *
   * @throws dev.llmops.service.error.ServiceException with all that is wrong
   */
  void check() {
    Problems problems = new Problems();
    Names.check(name, "/name", problems);
    problems.require(
        description.length() <= MAX_DESCRIPTION,
        "/description",
        "a description has at most " + MAX_DESCRIPTION + " characters");
    problems.require(
        tags.size() <= MAX_TAGS,
        "/tags",
        "a dataset has at most " + MAX_TAGS + " tags, this one has " + tags.size());
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      problems.require(
          !tag.isBlank() && tag.length() <= MAX_TAG,
          "/tags/" + i,
          "a tag is a text of 1 to " + MAX_TAG + " characters");
    }
    problems.require(metadata.isObject(), "/metadata", "\"metadata\" is an object");
    problems.throwIfAny("LLM-DAT-001", "the dataset");
  }
}
