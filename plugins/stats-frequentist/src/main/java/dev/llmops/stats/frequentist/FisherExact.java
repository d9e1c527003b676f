package dev.llmops.stats.frequentist;

import dev.llmops.spi.stats.Counts;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;
import org.apache.commons.math3.special.Beta;

/**
 * Fisher's exact test: given the totals, the probability of all tables at most as likely as the one
 * seen. A table is named by its cell of the smaller arm and the rarer outcome: the other cells can
 * be too large for their neighbours to differ in double precision.
 */
final class FisherExact {

  /** Tables whose probabilities differ by no more than rounding are equally likely. */
  private static final double SLACK = Math.log1p(1e-7);

  private static final double NEGLIGIBLE = 1e-18;

  private final double all;
  private final double smaller;
  private final double larger;
  private final double rest;
  private final long most;

  /** The units of the smaller arm and those of the rarer outcome play the same part. */
  private FisherExact(double all, double units, double cases) {
    this.all = all;
    this.smaller = Math.min(units, cases);
    this.larger = Math.max(units, cases);
    this.rest = all - units - cases;
    this.most = (long) smaller;
  }

  /** The two-sided p value. */
  static TailProbability twoSided(Counts a, Counts b) {
    Counts arm = a.units() <= b.units() ? a : b;
    double successes = (double) a.successes() + b.successes();
    double failures = (double) (a.units() - a.successes()) + (b.units() - b.successes());
    FisherExact tables =
        new FisherExact(successes + failures, arm.units(), Math.min(successes, failures));
    return tables.twoSided(successes <= failures ? arm.successes() : arm.units() - arm.successes());
  }

  /** Tables get less likely from the likeliest one to both sides, so the unlikely are two tails. */
  private TailProbability twoSided(long seen) {
    double lnSeen = lnProbability(seen);
    long likeliest = (long) ((smaller + 1) * ((larger + 1) / (all + 2)));
    LongPredicate unlikely = k -> lnProbability(k) <= lnSeen + SLACK;
    long lower = lastWhere(unlikely, -1, Math.min(likeliest, most));
    long upper = lastWhere(k -> !unlikely.test(k), Math.max(lower, likeliest), most) + 1;
    double sum =
        tail(lower, -1, lnSeen, k -> 1 / growth(k - 1)) + tail(upper, 1, lnSeen, this::growth);
    // The table seen is always one of them.
    return new TailProbability(lnSeen + Math.log(Math.max(1, sum)));
  }

  /** How much likelier the table k + 1 is than the table k. */
  private double growth(long k) {
    return (smaller - k) / (k + 1) * ((larger - k) / (rest + k + 1));
  }

  /** The sum of a tail's probabilities as multiples of the one seen. */
  private double tail(long from, int step, double lnSeen, LongToDoubleFunction ratio) {
    if (from < 0 || from > most) {
      return 0;
    }
    double term = Math.exp(lnProbability(from) - lnSeen);
    double sum = 0;
    for (long k = from; k >= 0 && k <= most && term > sum * NEGLIGIBLE; k += step) {
      sum += term;
      term *= ratio.applyAsDouble(k);
    }
    return sum;
  }

  /** The last number above {@code low}, up to {@code high}, where the condition still holds. */
  private static long lastWhere(LongPredicate condition, long low, long high) {
    long holds = low;
    long fails = high + 1;
    while (fails - holds > 1) {
      long middle = holds + (fails - holds) / 2;
      if (condition.test(middle)) {
        holds = middle;
      } else {
        fails = middle;
      }
    }
    return holds;
  }

  private double lnProbability(long k) {
    return lnChoose(larger, k) + lnChoose(all - larger, smaller - k) - lnChoose(all, smaller);
  }

  private static double lnChoose(double n, double k) {
    return -Math.log1p(n) - Beta.logBeta(n - k + 1, k + 1);
  }
}
