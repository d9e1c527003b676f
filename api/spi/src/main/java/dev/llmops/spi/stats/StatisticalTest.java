package dev.llmops.spi.stats;

import org.pf4j.ExtensionPoint;

/**
 * Compares a treatment with a control. A pure function: no I/O, the same request always gets the
 * same result, and no NaN or infinity ever leaves it. Called from several threads at once.
 *
 * @since 1.0
 */
public interface StatisticalTest extends ExtensionPoint {

  /** The aggregates that a request must carry. */
  AggregateKind requires();

  /**
   * Compares.
   *
   * @throws IllegalArgumentException when the request does not carry what {@link #requires} names
   */
  TestResult evaluate(TestRequest request);
}
