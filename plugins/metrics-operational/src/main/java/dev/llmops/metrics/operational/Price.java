package dev.llmops.metrics.operational;

import dev.llmops.spi.config.Doc;
import dev.llmops.spi.config.Min;

/**
 * What a model costs, per 1,000,000 tokens.
 *
 * @param input price of tokens of the request, 0 or more
 * @param output price of tokens of the answer, 0 or more
 */
public record Price(
    @Doc("Price of 1,000,000 input tokens") @Min(0) double input,
    @Doc("Price of 1,000,000 output tokens") @Min(0) double output) {

  public Price {
    check("input", input);
    check("output", output);
  }

  private static void check(String name, double price) {
    if (!(price >= 0) || Double.isInfinite(price)) {
      throw new IllegalArgumentException(name + " must be 0 or more, was " + price);
    }
  }
}
