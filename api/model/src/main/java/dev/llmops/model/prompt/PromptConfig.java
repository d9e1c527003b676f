package dev.llmops.model.prompt;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.llmops.model.json.Json;

/**
 * The model that a prompt version was written for. It travels with the version: runs use it where
 * they name nothing else, and applications read it with the prompt.
 *
 * @param model the model's name; empty to leave the choice to whoever uses the prompt
 * @param parameters a JSON object of model parameters such as {@code {"temperature": 0.2}}
 */
public record PromptConfig(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) String model, Json parameters) {

  /** Says nothing. */
  public static final PromptConfig NONE = new PromptConfig("", Json.EMPTY_OBJECT);

  public PromptConfig {
    model = model == null ? "" : model;
    parameters = parameters == null || parameters.isNull() ? Json.EMPTY_OBJECT : parameters;
  }
}
