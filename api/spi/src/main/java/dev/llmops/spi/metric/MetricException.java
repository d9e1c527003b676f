package dev.llmops.spi.metric;

/**
 * Tells that a metric could not score a sample.
 *
 * @since 1.0
 */
public final class MetricException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With a message that says what happened. */
  public MetricException(String message) {
    super(message);
  }

  /** With a message and the cause. */
  public MetricException(String message, Throwable cause) {
    super(message, cause);
  }
}
