package dev.llmops.service.experiment.planning;

/**
 * How likely a test is to find an improvement. Rises with the improvement and with both sizes.
 * Immutable.
 */
interface Power {

  /** The largest improvement that there can be, itself excluded; infinite when there is none. */
  double largestEffect();

  /** The power at a size, which need not be whole, of both arms. */
  double at(double effect, double control, double treatment);

  /** The fewest units in an expected cell of the comparison; infinite where there are no cells. */
  double leastExpected(double effect, double control, double treatment);
}
