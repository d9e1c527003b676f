package dev.llmops.service.evaluation;

import dev.llmops.model.experiment.Direction;
import dev.llmops.spi.stats.TestResult;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a comparison says of one thing. */
public enum Verdict {
  /** Significantly better. */
  IMPROVED,
  /** Significantly worse. */
  WORSE,
  /** Significantly different, where neither way is better. */
  DIFFERENT,
  /** The data are compatible with no change. */
  NO_SIGNIFICANT_CHANGE,
  /** The data do not admit an answer. */
  UNDEFINED;

  /** Reads a test result; the significance level is 1 − confidence. */
  static Verdict of(TestResult test, Optional<Direction> direction, double confidence) {
    OptionalDouble p = test.pValue();
    if (!test.usable() || p.isEmpty() || test.estimate().isEmpty()) {
      return UNDEFINED;
    }
    if (p.getAsDouble() > 1 - confidence) {
      return NO_SIGNIFICANT_CHANGE;
    }
    double change = test.estimate().getAsDouble();
    return direction.map(better -> better.improves(change) ? IMPROVED : WORSE).orElse(DIFFERENT);
  }
}
