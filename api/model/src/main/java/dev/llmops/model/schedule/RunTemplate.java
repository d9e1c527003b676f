package dev.llmops.model.schedule;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.model.evaluation.PassBound;
import dev.llmops.model.evaluation.RunLimits;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What every run of a schedule evaluates. What it names is looked up anew each time.
 *
 * @param name what people call the runs; made up from the rest when empty
 * @param description what they are for; may be empty
 * @param dataset the dataset's name
 * @param datasetVersion its version; the latest of the moment when empty
 * @param prompt the prompt and which of its versions
 * @param provider the instance name of the provider
 * @param model the model; empty for the provider's own
 * @param parameters a JSON object of model parameters
 * @param metrics what scores the answers
 * @param concurrency samples in flight; the server's default when empty
 * @param limits how long they may take; the server's limits where empty
 * @param metadata a JSON object of the user's
 */
public record RunTemplate(
    String name,
    String description,
    String dataset,
    OptionalInt datasetVersion,
    PromptReference prompt,
    String provider,
    Optional<String> model,
    Json parameters,
    List<TemplateMetric> metrics,
    OptionalInt concurrency,
    @JsonUnwrapped RunLimits limits,
    Json metadata) {

  public RunTemplate {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(description, "description is null");
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(datasetVersion, "datasetVersion is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(model, "model is null");
    Objects.requireNonNull(parameters, "parameters is null");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(concurrency, "concurrency is null");
    Objects.requireNonNull(limits, "limits is null");
    Objects.requireNonNull(metadata, "metadata is null");
  }

  /**
   * A metric of a template.
   *
   * @param metric its instance name
   * @param pass with which scores a sample passes; without bounds, what the metric itself says
   */
  public record TemplateMetric(String metric, PassBound pass) {

    public TemplateMetric {
      Objects.requireNonNull(metric, "metric is null");
      Objects.requireNonNull(pass, "pass is null");
    }
  }
}
