package dev.llmops.stats.bayesian;

import dev.llmops.spi.stats.TestResult.Posterior;
import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * The difference of two independent rates, treatment less control. Everything is a mean over the
 * rate that is known better, of what the other one's distribution says at that rate: P(B > A) is
 * the mean of P(B > a) over A.
 */
final class BetaDifference {

  private static final double ACCURACY = 1e-10;
  private static final int MOST_STEPS = 200;
  private static final double MANY = 1e7;

  private final BetaPosterior control;
  private final BetaPosterior treatment;
  private final boolean overControl;

  BetaDifference(BetaPosterior control, BetaPosterior treatment) {
    this.control = control;
    this.treatment = treatment;
    this.overControl = control.spread() <= treatment.spread();
  }

  /**
   * Whether both rates are as good as normally distributed, which saves a computation that takes
   * the longer the more successes and failures there are.
   */
  boolean isNormal() {
    BetaPosterior vaguer = overControl ? treatment : control;
    return Math.min(vaguer.alpha(), vaguer.beta()) > MANY;
  }

  double mean() {
    return treatment.mean() - control.mean();
  }

  double deviation() {
    return Math.sqrt(control.variance() + treatment.variance());
  }

  Posterior posterior() {
    return overControl
        ? new Posterior(
            probability(control.meanOf(treatment::above)),
            control.meanOf(treatment::shortOf),
            control.meanOf(treatment::beyond))
        : new Posterior(
            probability(treatment.meanOf(control::below)),
            treatment.meanOf(control::beyond),
            treatment.meanOf(control::shortOf));
  }

  /** P(difference ≤ d). */
  double below(double d) {
    return probability(
        overControl
            ? control.meanOf(rate -> treatment.below(rate + d), -d, 1 - d)
            : treatment.meanOf(rate -> control.above(rate - d), d, 1 + d));
  }

  /** The d with P(difference ≤ d) = p. */
  double quantile(double p) {
    UnivariateFunction missed = d -> below(d) - p;
    double low;
    double high;
    double reach = 5 * deviation();
    do {
      reach *= 2;
      low = Math.max(-1, mean() - reach);
      high = Math.min(1, mean() + reach);
    } while (missed.value(low) > 0 || missed.value(high) < 0);
    return new BrentSolver(ACCURACY, ACCURACY * deviation()).solve(MOST_STEPS, missed, low, high);
  }

  private static double probability(double computed) {
    return Math.min(1, Math.max(0, computed));
  }
}
