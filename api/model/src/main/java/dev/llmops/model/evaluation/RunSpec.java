package dev.llmops.model.evaluation;

import dev.llmops.model.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The pinned snapshot that a run evaluates; nothing in it changes while the run works.
 *
 * @param dataset the dataset's name
 * @param datasetVersion its version
 * @param prompt the prompt's name
 * @param promptVersion its exact version
 * @param promptHash the hash of that version
 * @param provider the code that answers
 * @param model the model asked for; empty for the provider's own
 * @param parameters a JSON object such as {@code {"temperature": 0}}
 * @param metrics what scores the answers, at least one
 * @param concurrency the most samples in flight, at least 1
 * @param limits how long it may take
 */
public record RunSpec(
    String dataset,
    int datasetVersion,
    String prompt,
    String promptVersion,
    String promptHash,
    PluginPin provider,
    Optional<String> model,
    Json parameters,
    List<RunMetric> metrics,
    int concurrency,
    RunLimits limits) {

  public RunSpec {
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(promptVersion, "promptVersion is null");
    Objects.requireNonNull(promptHash, "promptHash is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(model, "model is null");
    Objects.requireNonNull(parameters, "parameters is null");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(limits, "limits is null");
  }
}
