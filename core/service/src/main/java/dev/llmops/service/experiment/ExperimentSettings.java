package dev.llmops.service.experiment;

/**
 * What experiments get that do not say otherwise.
 *
 * @param minSamples units an arm must have before a decision, at least 2
 * @param confidence the level of intervals, strictly between 0 and 1
 */
public record ExperimentSettings(long minSamples, double confidence) {

  /** 100 units and 95 %. */
  public static final ExperimentSettings DEFAULT = new ExperimentSettings(100, 0.95);

  public ExperimentSettings {
    if (minSamples < 2) {
      throw new IllegalArgumentException("minSamples must be at least 2, was " + minSamples);
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be between 0 and 1, was " + confidence);
    }
  }
}
