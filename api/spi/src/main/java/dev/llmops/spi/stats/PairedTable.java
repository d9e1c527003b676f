package dev.llmops.spi.stats;

/**
 * The four counts of paired pass/fail results, a being the control (baseline) and b the treatment
 * (candidate).
 *
 * @param both both pass
 * @param onlyControl only a passes
 * @param onlyTreatment only b passes
 * @param neither both fail
 * @since 1.0
 */
public record PairedTable(long both, long onlyControl, long onlyTreatment, long neither) {

  public PairedTable {
    if (both < 0 || onlyControl < 0 || onlyTreatment < 0 || neither < 0) {
      throw new IllegalArgumentException("counts must not be negative");
    }
  }

  /** All pairs. */
  public long pairs() {
    return both + onlyControl + onlyTreatment + neither;
  }

  /** Pairs whose results differ. */
  public long discordant() {
    return onlyControl + onlyTreatment;
  }
}
