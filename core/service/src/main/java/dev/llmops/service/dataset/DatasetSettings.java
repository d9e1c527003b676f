package dev.llmops.service.dataset;

/**
 * Limits of datasets.
 *
 * @param maxSamples the most samples an upload may have, at least 1
 */
public record DatasetSettings(long maxSamples) {

  /** One million samples. */
  public static final DatasetSettings DEFAULTS = new DatasetSettings(1_000_000);

  public DatasetSettings {
    if (maxSamples < 1) {
      throw new IllegalArgumentException("maxSamples must be at least 1, was " + maxSamples);
    }
  }
}
