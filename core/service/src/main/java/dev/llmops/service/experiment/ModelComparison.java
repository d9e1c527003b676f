package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.Problems;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An experiment between models that differ in nothing else: equal shares, the first is the control.
 *
 * @param name the experiment's name
 * @param description the hypothesis; names the models when empty
 * @param models two or more, each once
 * @param prompt the prompt that all of them answer; empty when the experiment does not say
 * @param provider the provider instance of models that name none
 * @param parameters of models that have none of their own, a JSON object
 * @param metrics what to watch; {@code quality} (primary), {@code latency} and {@code cost} when
 *     empty
 * @param minSamples units an arm must have before a decision; empty for the server's default
 * @param confidence the level of intervals; empty for the server's default
 */
public record ModelComparison(
    String name,
    String description,
    List<Candidate> models,
    Optional<PromptReference> prompt,
    Optional<String> provider,
    Json parameters,
    List<NewMetric> metrics,
    Optional<Long> minSamples,
    Optional<Double> confidence) {

  /**
   * One model.
   *
   * @param model its name at its provider; the variant is named after it, with {@code -} for
   *     characters that names do not have
   * @param provider its provider instance
   * @param parameters its own, in place of the shared ones
   */
  public record Candidate(String model, Optional<String> provider, Optional<Json> parameters) {

    public Candidate {
      model = model == null ? "" : model;
      provider = provider == null ? Optional.empty() : provider;
      parameters = parameters == null ? Optional.empty() : parameters;
    }

    /** At the shared provider, with the shared parameters. */
    public static Candidate of(String model) {
      return new Candidate(model, Optional.empty(), Optional.empty());
    }
  }

  public ModelComparison {
    name = name == null ? "" : name;
    description = description == null ? "" : description;
    models = models == null ? List.of() : List.copyOf(models);
    prompt = prompt == null ? Optional.empty() : prompt;
    provider = provider == null ? Optional.empty() : provider;
    parameters = parameters == null || parameters.isNull() ? Json.EMPTY_OBJECT : parameters;
    metrics = metrics == null ? List.of() : List.copyOf(metrics);
    minSamples = minSamples == null ? Optional.empty() : minSamples;
    confidence = confidence == null ? Optional.empty() : confidence;
  }

  /** Of models with shared parameters and the server's defaults. */
  public static ModelComparison of(String name, List<String> models, Json parameters) {
    return new ModelComparison(
        name,
        "",
        models.stream().map(Candidate::of).toList(),
        Optional.empty(),
        Optional.empty(),
        parameters,
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  /** The experiment to create; throws {@code INVALID} for what cannot be compared. */
  NewExperiment toExperiment() {
    check();
    List<NewVariant> variants = new ArrayList<>();
    for (Candidate candidate : models) {
      variants.add(
          new NewVariant(
              candidate.model().replaceAll("[^A-Za-z0-9._/-]", "-"),
              "",
              variants.isEmpty(),
              prompt,
              candidate.provider().or(() -> provider),
              Optional.of(candidate.model()),
              candidate.parameters().orElse(parameters)));
    }
    String compared = models.stream().map(Candidate::model).collect(Collectors.joining(", "));
    return new NewExperiment(
        name,
        description.isEmpty() ? "Model comparison: " + compared : description,
        Json.EMPTY_OBJECT,
        variants,
        Map.of(),
        Map.of(),
        metrics.isEmpty() ? defaultMetrics() : metrics,
        minSamples,
        confidence);
  }

  private void check() {
    Problems problems = new Problems();
    problems.require(
        models.size() >= 2,
        "/models",
        "a comparison needs at least 2 models, this one has " + models.size());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < models.size(); i++) {
      String model = models.get(i).model();
      String pointer = "/models/" + i + "/model";
      if (problems.require(!model.isBlank(), pointer, "name the model")) {
        problems.require(seen.add(model), pointer, "model " + model + " is given twice");
      }
    }
    problems.throwIfAny(ExperimentCodes.INVALID_COMPARISON, "the comparison");
  }

  private static List<NewMetric> defaultMetrics() {
    return List.of(
        NewMetric.of("quality", MetricKind.MEAN, Direction.INCREASE, true),
        NewMetric.of("latency", MetricKind.MEAN, Direction.DECREASE, false),
        NewMetric.of("cost", MetricKind.MEAN, Direction.DECREASE, false));
  }
}
