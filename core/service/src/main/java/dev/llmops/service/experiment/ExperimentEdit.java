package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import dev.llmops.service.experiment.NewExperiment.NewCondition;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be different about an experiment; what is empty stays. A draft can change in
 * everything. Once units have been assigned only the description and the metadata can, and the
 * traffic can grow, because a test is about what was fixed before it began.
 *
 * @param name unique among experiments
 * @param description the hypothesis
 * @param metadata a JSON object, in place of the whole of the old one
 * @param variants all variants; without weights or shares they share alike
 * @param weights traffic by variant name, in any proportion
 * @param shares traffic by variant name, together 1
 * @param metrics all metrics
 * @param minSamples units an arm must have before a decision
 * @param confidence the level of intervals
 * @param targeting all conditions on units
 * @param traffic the share of these units that take part; it only grows while the experiment runs
 *     or is paused
 * @param segments all attributes by which results can be broken down
 * @param reason why; may be empty
 */
public record ExperimentEdit(
    Optional<String> name,
    Optional<String> description,
    Optional<Json> metadata,
    Optional<List<NewVariant>> variants,
    Optional<Map<String, Double>> weights,
    Optional<Map<String, Double>> shares,
    Optional<List<NewMetric>> metrics,
    Optional<Long> minSamples,
    Optional<Double> confidence,
    Optional<List<NewCondition>> targeting,
    Optional<Double> traffic,
    Optional<List<String>> segments,
    String reason) {

  public ExperimentEdit {
    name = name == null ? Optional.empty() : name;
    description = description == null ? Optional.empty() : description;
    metadata = metadata == null ? Optional.empty() : metadata.filter(value -> !value.isNull());
    variants = variants == null ? Optional.empty() : variants;
    weights = weights == null ? Optional.empty() : weights;
    shares = shares == null ? Optional.empty() : shares;
    metrics = metrics == null ? Optional.empty() : metrics;
    minSamples = minSamples == null ? Optional.empty() : minSamples;
    confidence = confidence == null ? Optional.empty() : confidence;
    targeting = targeting == null ? Optional.empty() : targeting;
    traffic = traffic == null ? Optional.empty() : traffic;
    segments = segments == null ? Optional.empty() : segments;
    reason = reason == null ? "" : reason;
  }

  /** What the history calls it; what lets more units take part has a name of its own. */
  String action(Experiment experiment) {
    boolean grows =
        experiment.status() != ExperimentStatus.DRAFT
            && traffic.filter(share -> share > experiment.traffic()).isPresent();
    return grows ? "ramp-up" : "edit";
  }

  /** Throws {@code CONFLICT} when the status does not allow the edit. */
  void require(Experiment experiment) {
    if (experiment.status() == ExperimentStatus.DRAFT) {
      return;
    }
    Map<String, Optional<?>> fixed = new LinkedHashMap<>();
    fixed.put("name", name);
    fixed.put("variants", variants);
    fixed.put("weights", weights);
    fixed.put("shares", shares);
    fixed.put("metrics", metrics);
    fixed.put("minSamples", minSamples);
    fixed.put("confidence", confidence);
    fixed.put("targeting", targeting);
    fixed.put("segments", segments);
    if (experiment.status().isFinal()) {
      fixed.put("traffic", traffic);
    }
    String remedy =
        "an experiment that is "
            + Lifecycle.name(experiment.status())
            + " changes its description and metadata only"
            + (experiment.status().isFinal() ? "" : ", and its traffic grows")
            + "; for another design end this one and create a new experiment";
    List<Problem> problems =
        fixed.entrySet().stream()
            .filter(field -> field.getValue().isPresent())
            .map(field -> new Problem("/" + field.getKey(), remedy))
            .toList();
    if (!problems.isEmpty()) {
      throw new ServiceException(
          Kind.CONFLICT,
          ExperimentCodes.EDIT_REFUSED,
          "experiment " + experiment.name() + " cannot change in this: " + remedy,
          problems);
    }
    traffic
        .filter(share -> share < experiment.traffic())
        .ifPresent(share -> {
          throw shrinking(experiment, share);
        });
  }

  private static ServiceException shrinking(Experiment experiment, double share) {
    String problem =
        "the traffic of experiment "
            + experiment.name()
            + " is "
            + experiment.traffic()
            + " and cannot shrink to "
            + share
            + ", since units that take part stay in it; pause the experiment to serve the control"
            + " to all, or end it and create one with less traffic";
    return new ServiceException(
        Kind.CONFLICT,
        ExperimentCodes.TRAFFIC_REFUSED,
        problem,
        List.of(new Problem("/traffic", problem)));
  }

  /** What would create the experiment as it shall be. */
  NewExperiment applyTo(Experiment experiment) {
    boolean otherSplit = variants.isPresent() || weights.isPresent();
    return new NewExperiment(
        name.orElse(experiment.name()),
        description.orElse(experiment.description()),
        metadata.orElse(experiment.metadata()),
        variants.orElseGet(() -> asked(experiment.variants())),
        weights.orElse(Map.of()),
        shares.orElseGet(() -> otherSplit ? Map.of() : shares(experiment.variants())),
        metrics.orElseGet(() -> askedMetrics(experiment.metrics())),
        Optional.of(minSamples.orElse(experiment.minSamples())),
        Optional.of(confidence.orElse(experiment.confidence())),
        targeting.orElseGet(() -> askedConditions(experiment.targeting())),
        Optional.of(traffic.orElse(experiment.traffic())),
        segments.orElse(experiment.segments()));
  }

  private static Map<String, Double> shares(List<Variant> variants) {
    Map<String, Double> shares = new LinkedHashMap<>();
    variants.forEach(variant -> shares.put(variant.name(), variant.share()));
    return shares;
  }

  private static List<NewVariant> asked(List<Variant> variants) {
    return variants.stream()
        .map(variant ->
            new NewVariant(
                variant.name(),
                variant.description(),
                variant.control(),
                variant.prompt(),
                variant.provider(),
                variant.model(),
                variant.parameters()))
        .toList();
  }

  private static List<NewCondition> askedConditions(List<TargetingCondition> conditions) {
    return conditions.stream()
        .map(condition ->
            new NewCondition(
                condition.attribute(), Optional.of(condition.operator()), condition.values()))
        .toList();
  }

  private static List<NewMetric> askedMetrics(List<ExperimentMetric> metrics) {
    return metrics.stream()
        .map(metric ->
            new NewMetric(
                metric.name(),
                Optional.of(metric.kind()),
                metric.direction(),
                metric.primary(),
                Optional.of(metric.test())))
        .toList();
  }
}
