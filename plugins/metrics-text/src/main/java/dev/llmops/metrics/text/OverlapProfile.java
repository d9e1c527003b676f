package dev.llmops.metrics.text;

/** What an overlap is to tell; each profile weighs the parts in its own way. */
public enum OverlapProfile {
  BALANCED(1, 1, 1),
  CORRECTNESS(0.60, 0.25, 0.15),
  ACCURACY(0.60, 0.25, 0.15),
  PRECISION(0.60, 0.25, 0.15),
  COMPLETENESS(0.25, 0.60, 0.15),
  COVERAGE(0.25, 0.60, 0.15),
  RECALL(0.25, 0.60, 0.15),
  CONCISENESS(0.25, 0.15, 0.60),
  BREVITY(0.25, 0.15, 0.60),
  LENGTH(0.25, 0.15, 0.60);

  private final OverlapWeights weights;

  OverlapProfile(double jaccard, double coverage, double length) {
    this.weights = new OverlapWeights(jaccard, coverage, length);
  }

  OverlapWeights weights() {
    return weights;
  }
}
