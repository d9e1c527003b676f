package dev.llmops.stats.frequentist;

import dev.llmops.spi.stats.Counts;
import dev.llmops.spi.stats.Moments;
import dev.llmops.spi.stats.PairedTable;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.spi.stats.TestRequest;
import dev.llmops.spi.stats.TestResult;

/** Short ways to ask the tests. */
final class Requests {

  private static final StatisticalTest WELCH = new WelchTest();
  private static final StatisticalTest TWO_PROPORTION = new TwoProportionTest();
  private static final StatisticalTest PAIRED_T = new PairedTTest();
  private static final StatisticalTest MCNEMAR = new McNemarTest();

  private Requests() {}

  static Moments moments(double... values) {
    Moments moments = Moments.EMPTY;
    for (double value : values) {
      moments = moments.plus(value);
    }
    return moments;
  }

  static TestResult welch(Moments a, Moments b) {
    return WELCH.evaluate(TestRequest.moments(a, b).build());
  }

  static TestResult proportions(Counts a, Counts b) {
    return TWO_PROPORTION.evaluate(TestRequest.counts(a, b).build());
  }

  static TestResult paired(Moments differences) {
    return PAIRED_T.evaluate(TestRequest.paired(differences).build());
  }

  static TestResult mcnemar(long both, long onlyA, long onlyB, long neither) {
    return MCNEMAR.evaluate(
        TestRequest.paired(new PairedTable(both, onlyA, onlyB, neither)).build());
  }
}
