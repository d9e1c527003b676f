package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.TargetingOperator;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An experiment that somebody wants to run. Whatever is absent becomes empty; what is wrong with it
 * is found by the manager.
 *
 * @param name unique among experiments
 * @param description the hypothesis
 * @param metadata a JSON object of the user's
 * @param variants two or more, one of them the control
 * @param weights traffic by variant name, at least 0, in any proportion; empty when not given
 * @param shares traffic by variant name, together 1; empty when not given. Without weights and
 *     shares all variants get the same
 * @param metrics what to watch
 * @param minSamples units an arm must have before a decision; empty for the server's default
 * @param confidence the level of intervals; empty for the server's default
 * @param targeting what must hold of a unit for it to take part; empty for all units
 * @param traffic the share of these units that take part, 0 to 1; all when absent
 * @param segments attributes of units by which results can be broken down
 */
public record NewExperiment(
    String name,
    String description,
    Json metadata,
    List<NewVariant> variants,
    Map<String, Double> weights,
    Map<String, Double> shares,
    List<NewMetric> metrics,
    Optional<Long> minSamples,
    Optional<Double> confidence,
    List<NewCondition> targeting,
    Optional<Double> traffic,
    List<String> segments) {

  /**
   * One arm.
   *
   * @param name unique within the experiment
   * @param description free text
   * @param control whether the others are compared with this one
   * @param prompt the prompt to serve
   * @param provider the provider instance to use
   * @param model the model to use
   * @param parameters a JSON object
   */
  public record NewVariant(
      String name,
      String description,
      boolean control,
      Optional<PromptReference> prompt,
      Optional<String> provider,
      Optional<String> model,
      Json parameters) {

    public NewVariant {
      name = name == null ? "" : name;
      description = description == null ? "" : description;
      prompt = prompt == null ? Optional.empty() : prompt;
      provider = provider == null ? Optional.empty() : provider;
      model = model == null ? Optional.empty() : model;
      parameters = parameters == null || parameters.isNull() ? Json.EMPTY_OBJECT : parameters;
    }

    /** With a name only. */
    public static NewVariant of(String name, boolean control) {
      return new NewVariant(
          name,
          "",
          control,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Json.EMPTY_OBJECT);
    }

    /** The same serving a prompt. */
    public NewVariant serving(String promptName, String ref) {
      return new NewVariant(
          name,
          description,
          control,
          Optional.of(new PromptReference(promptName, ref)),
          provider,
          model,
          parameters);
    }
  }

  /**
   * One metric.
   *
   * @param name the name that observations carry
   * @param kind what its values are
   * @param direction which way it gets better; up when absent
   * @param primary whether the decision rests on it; the first metric when none is primary
   * @param test the statistical test; {@code two-proportion} for proportions and {@code welch} for
   *     means when absent
   */
  public record NewMetric(
      String name,
      Optional<MetricKind> kind,
      Direction direction,
      boolean primary,
      Optional<String> test) {

    public NewMetric {
      name = name == null ? "" : name;
      kind = kind == null ? Optional.empty() : kind;
      direction = direction == null ? Direction.INCREASE : direction;
      test = test == null ? Optional.empty() : test;
    }

    /** With the default test of its kind. */
    public static NewMetric of(String name, MetricKind kind, Direction direction, boolean primary) {
      return new NewMetric(name, Optional.of(kind), direction, primary, Optional.empty());
    }
  }

  /**
   * What must hold of a unit.
   *
   * @param attribute its name
   * @param operator how it is compared
   * @param values as many as the operator takes
   */
  public record NewCondition(
      String attribute, Optional<TargetingOperator> operator, List<Json> values) {

    public NewCondition {
      attribute = attribute == null ? "" : attribute;
      operator = operator == null ? Optional.empty() : operator;
      values = values == null ? List.of() : List.copyOf(values);
    }

    /** With an operator. */
    public static NewCondition of(String attribute, TargetingOperator operator, Json... values) {
      return new NewCondition(attribute, Optional.of(operator), List.of(values));
    }
  }

  public NewExperiment {
    name = name == null ? "" : name;
    description = description == null ? "" : description;
    metadata = metadata == null || metadata.isNull() ? Json.EMPTY_OBJECT : metadata;
    variants = variants == null ? List.of() : List.copyOf(variants);
    weights = copy(weights);
    shares = copy(shares);
    metrics = metrics == null ? List.of() : List.copyOf(metrics);
    minSamples = minSamples == null ? Optional.empty() : minSamples;
    confidence = confidence == null ? Optional.empty() : confidence;
    targeting = targeting == null ? List.of() : List.copyOf(targeting);
    traffic = traffic == null ? Optional.empty() : traffic;
    segments = segments == null ? List.of() : listed(segments);
  }

  private static List<String> listed(List<String> names) {
    return names.stream().map(name -> name == null ? "" : name).toList();
  }

  /** Keeps absent values, which are reported with their names. */
  private static Map<String, Double> copy(Map<String, Double> values) {
    return values == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** With equal shares and the server's defaults. */
  public static NewExperiment of(String name, List<NewVariant> variants, List<NewMetric> metrics) {
    return new NewExperiment(
        name,
        "",
        Json.EMPTY_OBJECT,
        variants,
        Map.of(),
        Map.of(),
        metrics,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of());
  }
}
