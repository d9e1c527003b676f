package dev.llmops.model.experiment;

import java.util.Objects;

/**
 * A metric that an experiment watches.
 *
 * @param name the name that observations carry
 * @param kind what its values are
 * @param direction which way it gets better
 * @param primary whether the decision rests on it
 * @param test the instance of a statistical test that compares the arms
 */
public record ExperimentMetric(
    String name, MetricKind kind, Direction direction, boolean primary, String test) {

  public ExperimentMetric {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(kind, "kind is null");
    Objects.requireNonNull(direction, "direction is null");
    Objects.requireNonNull(test, "test is null");
  }
}
