package dev.llmops.model.experiment;

import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An A/B test between variants.
 *
 * @param id unique, ordered by creation
 * @param name unique among experiments
 * @param description the hypothesis; may be empty
 * @param metadata a JSON object of the user's
 * @param variants two or more arms, exactly one of them the control, in the order that buckets
 *     follow
 * @param metrics what is watched, at least one of them primary
 * @param targeting what must hold of a unit for it to take part; empty for all units
 * @param traffic the share of these units that take part, 0 to 1; it only grows once units have
 *     been assigned
 * @param segments attributes of units by which results can be broken down; their values are kept
 *     with the exposures
 * @param status where it is in its life
 * @param salt random text that enters the assignment hash
 * @param epoch counts changes of the traffic split, from 1
 * @param minSamples units an arm must have before a decision, at least 2
 * @param confidence the level of intervals, strictly between 0 and 1; 1 − confidence is the
 *     significance level
 * @param createdAt when it was created
 * @param startedAt when it first ran
 * @param endedAt when it was completed or cancelled
 * @param winner the variant chosen at completion; empty for none
 * @param result the analysis frozen at completion, as the server presents it; JSON null before
 * @param revision how often the record was written, from 1; used as an entity tag
 */
public record Experiment(
    String id,
    String name,
    String description,
    Json metadata,
    List<Variant> variants,
    List<ExperimentMetric> metrics,
    List<TargetingCondition> targeting,
    double traffic,
    List<String> segments,
    ExperimentStatus status,
    String salt,
    int epoch,
    long minSamples,
    double confidence,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<String> winner,
    Json result,
    long revision) {

  public Experiment {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(description, "description is null");
    Objects.requireNonNull(metadata, "metadata is null");
    variants = List.copyOf(variants);
    metrics = List.copyOf(metrics);
    targeting = List.copyOf(targeting);
    segments = List.copyOf(segments);
    Objects.requireNonNull(status, "status is null");
    Objects.requireNonNull(salt, "salt is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
    Objects.requireNonNull(startedAt, "startedAt is null");
    Objects.requireNonNull(endedAt, "endedAt is null");
    Objects.requireNonNull(winner, "winner is null");
    Objects.requireNonNull(result, "result is null");
  }

  /** The arm that the others are compared with. */
  public Variant control() {
    return variants.stream().filter(Variant::control).findFirst().orElseThrow();
  }

  /**
   * The arm that every unit gets after completion: the winner, or the control when there is none.
   */
  public Variant finalVariant() {
    return winner.flatMap(this::variant).orElseGet(this::control);
  }

  /** The named arm. */
  public Optional<Variant> variant(String variantName) {
    return variants.stream().filter(variant -> variant.name().equals(variantName)).findFirst();
  }

  /** The named metric. */
  public Optional<ExperimentMetric> metric(String metricName) {
    return metrics.stream().filter(metric -> metric.name().equals(metricName)).findFirst();
  }
}
