package dev.llmops.model.evaluation;

import dev.llmops.model.json.Json;
import java.util.Objects;
import java.util.Optional;

/**
 * One case of a dataset.
 *
 * @param id unique within its dataset version
 * @param input a JSON object: the values of the prompt's variables
 * @param expected the answer that is wanted; empty when there is none
 * @param context what a metric needs to judge the answer and the prompt does not say, such as the
 *     documents it shall rest on: a text or any other JSON value but null
 * @param metadata a JSON object whose shape is the user's
 */
public record Sample(
    String id, Json input, Optional<String> expected, Optional<Json> context, Json metadata) {

  public Sample {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(input, "input is null");
    Objects.requireNonNull(expected, "expected is null");
    Objects.requireNonNull(context, "context is null");
    Objects.requireNonNull(metadata, "metadata is null");
  }
}
