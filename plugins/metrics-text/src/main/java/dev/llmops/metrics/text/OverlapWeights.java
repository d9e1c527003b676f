package dev.llmops.metrics.text;

/**
 * How much each part of an overlap counts; they need not sum to anything.
 *
 * @param jaccard of the tokens that both texts share among all tokens
 * @param coverage of the expected tokens that the answer holds
 * @param length of the likeness in length
 */
record OverlapWeights(double jaccard, double coverage, double length) {

  /** Negative weights count as 0. */
  OverlapWeights {
    jaccard = Math.max(0, jaccard);
    coverage = Math.max(0, coverage);
    length = Math.max(0, length);
  }

  double sum() {
    return jaccard + coverage + length;
  }

  /** The weighted mean; a number from 0 to 1 when all three are. */
  double mean(double ofJaccard, double ofCoverage, double ofLength) {
    double weighted = jaccard * ofJaccard + coverage * ofCoverage + length * ofLength;
    return Math.min(1, weighted / sum());
  }
}
