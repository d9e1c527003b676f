package dev.llmops.service.experiment.planning;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How large an experiment has to be, or what one of a given size finds.
 *
 * @param kind what the values of the primary metric are
 * @param direction which way it gets better
 * @param answered which of the three was asked for
 * @param units of all variants together
 * @param minSamples the units of the smallest variant, which is what an experiment is given
 * @param effect the improvement that every treatment is found with, in the metric's own unit
 * @param relativeEffect the same as a fraction of what is expected of the control; empty where that
 *     is not known
 * @param power how likely the improvement is to be found in the treatment that makes it hardest
 * @param confidence of the decision
 * @param comparisons how many comparisons the decision rests on
 * @param level the significance level of each, so that all together keep the confidence
 * @param days how long the units take to arrive; empty when not asked for
 * @param variants the same by variant, the control first
 * @param notes what a reader should know
 */
public record Plan(
    MetricKind kind,
    Direction direction,
    Question answered,
    long units,
    long minSamples,
    double effect,
    OptionalDouble relativeEffect,
    double power,
    double confidence,
    int comparisons,
    double level,
    OptionalLong days,
    List<Arm> variants,
    List<String> notes) {

  /** What can be asked for. */
  public enum Question {
    /** How many units it takes. */
    @JsonProperty("units")
    UNITS,
    /** How small an improvement is found. */
    @JsonProperty("effect")
    EFFECT,
    /** How likely it is to be found. */
    @JsonProperty("power")
    POWER
  }

  /**
   * One variant.
   *
   * @param variant {@code control}, {@code treatment}, or {@code treatment-1} and so on
   * @param share its part of the traffic
   * @param units how many it gets
   * @param finding what a comparison with it finds; empty for the control
   */
  public record Arm(String variant, double share, long units, Optional<Finding> finding) {

    public Arm {
      Objects.requireNonNull(variant, "variant is null");
      Objects.requireNonNull(finding, "finding is null");
    }
  }

  /**
   * What the comparison of a treatment with the control finds.
   *
   * @param effect an improvement, in the metric's own unit
   * @param power how likely it is to be found
   */
  public record Finding(double effect, double power) {}

  public Plan {
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(direction, "direction is null");
    Objects.requireNonNull(answered, "answered is null");
    Objects.requireNonNull(relativeEffect, "relativeEffect is null");
    Objects.requireNonNull(days, "days is null");
    variants = List.copyOf(variants);
    notes = List.copyOf(notes);
  }
}
