package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.Objects;
import java.util.Optional;

/**
 * What a unit is served.
 *
 * @param experiment the experiment's id
 * @param unit the unit
 * @param variant the name of its variant
 * @param reason why it got that one
 * @param unmet the condition that does not hold of the unit, where that is the reason
 * @param prompt the exact prompt version to serve; empty when the experiment does not say
 * @param provider the provider instance to use; empty when the experiment does not say
 * @param model the model to use; empty when the experiment does not say
 * @param parameters a JSON object
 * @param epoch the epoch of the traffic split
 */
public record Assignment(
    String experiment,
    String unit,
    String variant,
    Reason reason,
    Optional<TargetingCondition> unmet,
    Optional<PromptReference> prompt,
    Optional<String> provider,
    Optional<String> model,
    Json parameters,
    int epoch) {

  /** Why a unit got its variant. */
  public enum Reason {
    /** By its place in the traffic split; the unit counts as exposed. */
    ALLOCATED("allocated"),
    /** By hand; the unit counts nowhere. */
    FORCED("forced"),
    /** By its place in the traffic split; as it once had a variant by hand, it counts nowhere. */
    EXCLUDED("excluded"),
    /** A condition does not hold of the unit, so the control is served to it; it is not exposed. */
    NOT_TARGETED("not_targeted"),
    /** It is not among the share of units that take part, so the control is served to it. */
    NOT_IN_TRAFFIC("not_in_traffic"),
    /** The experiment is paused, so the control is served. */
    PAUSED("paused"),
    /** The experiment is completed, so its winner is served, or the control when there is none. */
    COMPLETED("completed");

    private final String wireName;

    Reason(String wireName) {
      this.wireName = wireName;
    }

    /** The name on the wire. */
    public String wireName() {
      return wireName;
    }
  }

  public Assignment {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(unit, "unit is null");
    Objects.requireNonNull(variant, "variant is null");
    Objects.requireNonNull(reason, "reason is null");
    Objects.requireNonNull(unmet, "unmet is null");
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(provider, "provider is null");
    Objects.requireNonNull(model, "model is null");
    Objects.requireNonNull(parameters, "parameters is null");
  }

  static Assignment of(Experiment experiment, String unit, Variant variant, Reason reason) {
    return of(experiment, unit, variant, reason, Optional.empty());
  }

  static Assignment notTargeted(Experiment experiment, String unit, TargetingCondition unmet) {
    return of(experiment, unit, experiment.control(), Reason.NOT_TARGETED, Optional.of(unmet));
  }

  private static Assignment of(
      Experiment experiment,
      String unit,
      Variant variant,
      Reason reason,
      Optional<TargetingCondition> unmet) {
    return new Assignment(
        experiment.id(),
        unit,
        variant.name(),
        reason,
        unmet,
        variant.prompt(),
        variant.provider(),
        variant.model(),
        variant.parameters(),
        experiment.epoch());
  }
}
