package dev.llmops.model.evaluation;

import java.util.OptionalDouble;

/**
 * The range of scores with which a sample passes.
 *
 * @param min the lowest passing score, inclusive; empty for no lower bound
 * @param max the highest passing score, inclusive; empty for no upper bound
 */
public record PassBound(OptionalDouble min, OptionalDouble max) {

  /** No bound: the metric has no say in whether a sample passes. */
  public static final PassBound NONE =
      new PassBound(OptionalDouble.empty(), OptionalDouble.empty());

  /** Passing means at least this. */
  public static PassBound atLeast(double min) {
    return new PassBound(OptionalDouble.of(min), OptionalDouble.empty());
  }

  /** Passing means at most this. */
  public static PassBound atMost(double max) {
    return new PassBound(OptionalDouble.empty(), OptionalDouble.of(max));
  }

  /** Whether any bound is set. */
  public boolean exists() {
    return min.isPresent() || max.isPresent();
  }

  /** Whether the score lies within the bounds. */
  public boolean admits(double score) {
    return (min.isEmpty() || score >= min.getAsDouble())
        && (max.isEmpty() || score <= max.getAsDouble());
  }
}
