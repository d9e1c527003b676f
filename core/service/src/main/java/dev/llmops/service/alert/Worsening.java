package dev.llmops.service.alert;

import dev.llmops.model.experiment.Direction;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.evaluation.RunComparison;
import dev.llmops.service.evaluation.RunComparison.MetricChange;
import dev.llmops.service.evaluation.RunComparison.PassChange;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * By how much something has become worse than in a baseline.
 *
 * @param before its value in the baseline
 * @param after its value in the run
 * @param amount the fall of the pass rate, or the worsening of a mean as a share of the baseline's;
 *     negative where it got better, infinite where the baseline's mean is 0
 * @param pairs over how many samples
 * @param p the probability of a change as large without a real one; empty when no test can say
 */
record Worsening(double before, double after, double amount, long pairs, OptionalDouble p) {

  static Optional<Worsening> of(Measure measure, RunComparison comparison) {
    if (measure.metric().isEmpty()) {
      return comparison.pairs() == 0 ? Optional.empty() : Optional.of(passing(comparison));
    }
    return comparison.metrics().stream()
        .filter(change -> change.metric().equals(measure.metric().get()))
        .filter(change -> change.pairs() > 0 && change.direction().isPresent())
        .findFirst()
        .map(Worsening::metric);
  }

  private static Worsening passing(RunComparison comparison) {
    PassChange passing = comparison.passing();
    return new Worsening(
        passing.baselineRate().getAsDouble(),
        passing.candidateRate().getAsDouble(),
        -passing.change().getAsDouble(),
        comparison.pairs(),
        passing.test().usable() ? passing.test().pValue() : OptionalDouble.empty());
  }

  private static Worsening metric(MetricChange change) {
    double before = change.baselineMean().getAsDouble();
    double after = change.candidateMean().getAsDouble();
    double worse = change.direction().get() == Direction.INCREASE ? before - after : after - before;
    return new Worsening(before, after, share(worse, before), change.pairs(), p(change, worse));
  }

  private static double share(double worse, double before) {
    return worse == 0 ? 0 : worse / Math.abs(before);
  }

  /** Where every difference is the same, a t-test has no spread to go by, but a sign test has. */
  private static OptionalDouble p(MetricChange change, double worse) {
    if (change.test().usable()) {
      return change.test().pValue();
    }
    return worse != 0 && change.pairs() >= 2
        ? OptionalDouble.of(Math.pow(2, 1.0 - change.pairs()))
        : OptionalDouble.empty();
  }

  /** The amount where it is a number. */
  OptionalDouble finiteAmount() {
    return Double.isFinite(amount) ? OptionalDouble.of(amount) : OptionalDouble.empty();
  }

  /** Says in an alert's details what was found. */
  void describe(Facts details, Measure measure) {
    boolean rate = measure.metric().isEmpty();
    details
        .with(rate ? "baselinePassRate" : "baselineMean", OptionalDouble.of(before))
        .with(rate ? "passRate" : "mean", OptionalDouble.of(after))
        .with("pairs", pairs)
        .with("pValue", p);
  }
}
