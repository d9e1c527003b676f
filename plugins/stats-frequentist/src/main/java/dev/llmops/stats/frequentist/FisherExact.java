package dev.llmops.stats.frequentist;

import dev.llmops.spi.stats.Counts;
import org.apache.commons.math3.special.Beta;

/**
 * Fisher's exact test: given the totals, the probability of all tables at most as likely as the one
 * seen. Time grows with the smallest total.
 */
final class FisherExact {

  /** Tables whose probabilities differ by no more than rounding are equally likely. */
  private static final double SLACK = Math.log1p(1e-7);

  private FisherExact() {}

  /** The two-sided p value. */
  static TailProbability twoSided(Counts a, Counts b) {
    double unitsA = a.units();
    double unitsB = b.units();
    double successes = (double) a.successes() + b.successes();
    double seen = a.successes();
    double least = Math.max(0, successes - unitsB);
    double most = Math.min(unitsA, successes);
    // Probabilities against that of the table seen, walking away from it on both sides.
    double sum = 1;
    double ln = 0;
    for (double k = seen; k < most; k++) {
      ln += Math.log((unitsA - k) * (successes - k) / ((k + 1) * (unitsB - successes + k + 1)));
      sum += ln <= SLACK ? Math.exp(ln) : 0;
    }
    ln = 0;
    for (double k = seen; k > least; k--) {
      ln += Math.log(k * (unitsB - successes + k) / ((unitsA - k + 1) * (successes - k + 1)));
      sum += ln <= SLACK ? Math.exp(ln) : 0;
    }
    double lnSeen =
        lnChoose(unitsA, seen)
            + lnChoose(unitsB, successes - seen)
            - lnChoose(unitsA + unitsB, successes);
    return new TailProbability(lnSeen + Math.log(sum));
  }

  private static double lnChoose(double n, double k) {
    return -Math.log1p(n) - Beta.logBeta(n - k + 1, k + 1);
  }
}
