package dev.llmops.model.experiment;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.Objects;
import java.util.Optional;

/**
 * One arm of an experiment.
 *
 * @param name unique within the experiment
 * @param description free text; may be empty
 * @param control whether the others are compared with this one
 * @param share the fraction of traffic, 0 to 1; the shares of an experiment sum to 1
 * @param prompt the prompt version that is served, pinned to an exact version when the experiment
 *     starts
 * @param provider the provider instance; empty when the application chooses
 * @param model the model; empty for the provider's own
 * @param parameters a JSON object such as {@code {"temperature": 0.2}}
 */
public record Variant(
    String name,
    String description,
    boolean control,
    double share,
    Optional<PromptReference> prompt,
    Optional<String> provider,
    Optional<String> model,
    Json parameters) {

  public Variant {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(description, "description is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(model, "model is null");
    Objects.requireNonNull(parameters, "parameters is null");
  }
}
