package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An experiment between models that differ in nothing else: equal shares, the first is the control.
 *
 * @param name the experiment's name
 * @param description the hypothesis; names the models when empty
 * @param models two or more, each once at a provider
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

  private static final Pattern VARIANT = Pattern.compile("/variants/(\\d+)/(.+)");

  /**
   * One model.
   *
   * @param model its name at its provider; the variant is named after it, with {@code -} for
   *     characters that names do not have, and the provider or a number where that is taken
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

  /** Finds what is wrong with it beside what is wrong with the experiment. */
  Problems check() {
    Problems problems = new Problems();
    Set<List<String>> seen = new HashSet<>();
    for (int i = 0; i < models.size(); i++) {
      String model = models.get(i).model();
      String provided = providerOf(models.get(i)).orElse("");
      String pointer = "/models/" + i + "/model";
      if (problems.require(!model.isBlank(), pointer, "name the model")) {
        problems.require(
            seen.add(List.of(model, provided)),
            pointer,
            "model "
                + model
                + (provided.isEmpty() ? "" : " of provider " + provided)
                + " is given twice");
      }
    }
    return problems;
  }

  /** The experiment to create. */
  NewExperiment toExperiment() {
    List<String> names = variantNames();
    List<NewVariant> variants = new ArrayList<>();
    for (Candidate candidate : models) {
      variants.add(
          new NewVariant(
              names.get(variants.size()),
              "",
              variants.isEmpty(),
              prompt,
              providerOf(candidate),
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
        confidence,
        List.of(),
        Optional.empty(),
        List.of());
  }

  private Optional<String> providerOf(Candidate candidate) {
    return candidate.provider().or(() -> provider);
  }

  /** Each another one, though models differ in their providers or in unusual characters only. */
  private List<String> variantNames() {
    Set<String> given = new HashSet<>();
    Set<String> names = new LinkedHashSet<>();
    for (Candidate candidate : models) {
      String told =
          given.add(candidate.model())
              ? candidate.model()
              : candidate.model() + providerOf(candidate).map(at -> "-" + at).orElse("");
      int number = 1;
      while (!names.add(variantName(told, number))) {
        number++;
      }
    }
    return List.copyOf(names);
  }

  private static String variantName(String told, int number) {
    String suffix = number == 1 ? "" : "-" + number;
    String usable = told.replaceAll("[^A-Za-z0-9._/-]", "-").replaceAll("(^|/)[._/-]+", "$1");
    String cut =
        usable
            .substring(0, Math.min(usable.length(), Names.MAX_LENGTH - suffix.length()))
            .replaceAll("/$", "");
    return (cut.isEmpty() ? "model" : cut) + suffix;
  }

  /** Where in the comparison stands what the experiment has at a place. */
  String pointer(String inExperiment) {
    Matcher place = VARIANT.matcher(inExperiment);
    if (!place.matches()) {
      return inExperiment.equals("/variants") ? "/models" : inExperiment;
    }
    int index = Integer.parseInt(place.group(1));
    String field = place.group(2);
    Candidate candidate = models.get(index);
    String own = "/models/" + index + "/";
    return switch (field) {
      case "name" -> own + "model";
      case "provider" -> (candidate.provider().isPresent() ? own : "/") + field;
      case "parameters" -> (candidate.parameters().isPresent() ? own : "/") + field;
      default -> "/" + field;
    };
  }

  private static List<NewMetric> defaultMetrics() {
    return List.of(
        NewMetric.of("quality", MetricKind.MEAN, Direction.INCREASE, true),
        NewMetric.of("latency", MetricKind.MEAN, Direction.DECREASE, false),
        NewMetric.of("cost", MetricKind.MEAN, Direction.DECREASE, false));
  }
}
