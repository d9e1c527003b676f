package dev.llmops.spi.provider;

/**
 * Tokens spent on one answer.
 *
 * @param input tokens of the request, 0 or more
 * @param output tokens of the answer, 0 or more
 * @since 1.0
 */
public record TokenUsage(long input, long output) {

  /** Nothing, or nothing known. */
  public static final TokenUsage NONE = new TokenUsage(0, 0);

  public TokenUsage {
    if (input < 0 || output < 0) {
      throw new IllegalArgumentException(
          "token counts must not be negative: " + input + ", " + output);
    }
  }

  /** Both together. */
  public long total() {
    return input + output;
  }
}
