package dev.llmops.service.experiment.planning;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.MetricKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A request, field by field. */
final class Ask {

  private final MetricKind kind;
  private Direction direction = Direction.INCREASE;
  private Double controlRate;
  private Double controlMean;
  private Double standardDeviation;
  private Double confidence;
  private Integer primaryMetrics;
  private List<Double> weights = List.of();
  private Long units;
  private Double effect;
  private Double relativeEffect;
  private Double power;
  private Double unitsPerDay;

  private Ask(MetricKind kind) {
    this.kind = kind;
  }

  static Ask proportion(double controlRate) {
    Ask ask = new Ask(MetricKind.PROPORTION);
    ask.controlRate = controlRate;
    return ask;
  }

  static Ask mean(double standardDeviation) {
    Ask ask = new Ask(MetricKind.MEAN);
    ask.standardDeviation = standardDeviation;
    return ask;
  }

  static Ask nothing() {
    return new Ask(null);
  }

  Ask decrease() {
    direction = Direction.DECREASE;
    return this;
  }

  Ask controlRate(double value) {
    controlRate = value;
    return this;
  }

  Ask controlMean(double value) {
    controlMean = value;
    return this;
  }

  Ask confidence(double value) {
    confidence = value;
    return this;
  }

  Ask primaryMetrics(int value) {
    primaryMetrics = value;
    return this;
  }

  Ask weights(Double... values) {
    weights = Arrays.asList(values);
    return this;
  }

  Ask units(long value) {
    units = value;
    return this;
  }

  Ask effect(double value) {
    effect = value;
    return this;
  }

  Ask relativeEffect(double value) {
    relativeEffect = value;
    return this;
  }

  Ask power(double value) {
    power = value;
    return this;
  }

  Ask unitsPerDay(double value) {
    unitsPerDay = value;
    return this;
  }

  PlanRequest request() {
    return new PlanRequest(
        Optional.ofNullable(kind),
        direction,
        Optional.ofNullable(controlRate),
        Optional.ofNullable(controlMean),
        Optional.ofNullable(standardDeviation),
        Optional.ofNullable(confidence),
        Optional.ofNullable(primaryMetrics),
        weights,
        Optional.ofNullable(units),
        Optional.ofNullable(effect),
        Optional.ofNullable(relativeEffect),
        Optional.ofNullable(power),
        Optional.ofNullable(unitsPerDay));
  }
}
