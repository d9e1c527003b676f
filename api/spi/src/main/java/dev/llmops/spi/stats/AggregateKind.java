package dev.llmops.spi.stats;

/**
 * What a statistical test needs to know of the data.
 *
 * @since 1.0
 */
public enum AggregateKind {
  /** Count, mean and sum of squared deviations of each arm. */
  MOMENTS,
  /** Units and successes of each arm. */
  COUNTS,
  /** Count, mean and sum of squared deviations of the differences between paired values. */
  PAIRED_MOMENTS,
  /** The four counts of paired pass/fail results. */
  PAIRED_TABLE
}
