package dev.llmops.service.schedule;

import dev.llmops.model.json.Json;
import dev.llmops.model.schedule.PromptBinding.BoundDataset;
import dev.llmops.model.schedule.PromptBinding.Budget;
import dev.llmops.model.schedule.RunTemplate.TemplateMetric;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How somebody wants a prompt to be evaluated automatically.
 *
 * @param prompt the prompt's name
 * @param datasets what each of its versions is evaluated on
 * @param provider the instance name of the provider
 * @param model the model; empty for the provider's own
 * @param parameters a JSON object of model parameters
 * @param metrics what scores the answers
 * @param concurrency samples in flight; the server's default when empty
 * @param budget what it may cost
 */
public record NewBinding(
    String prompt,
    List<BoundDataset> datasets,
    String provider,
    Optional<String> model,
    Json parameters,
    List<TemplateMetric> metrics,
    OptionalInt concurrency,
    Budget budget) {

  public NewBinding {
    Objects.requireNonNull(prompt, "prompt is null");
    datasets = List.copyOf(datasets);
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(model, "model is null");
    Objects.requireNonNull(parameters, "parameters is null");
    metrics = List.copyOf(metrics);
    Objects.requireNonNull(concurrency, "concurrency is null");
    Objects.requireNonNull(budget, "budget is null");
  }
}
