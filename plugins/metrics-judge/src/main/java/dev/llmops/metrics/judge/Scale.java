package dev.llmops.metrics.judge;

import dev.llmops.spi.config.Default;
import dev.llmops.spi.config.Doc;
import java.math.BigDecimal;

/**
 * The numbers a judge may give; the score is where between the two ends its number lies.
 *
 * @param min the worst, which scores 0
 * @param max the best, which scores 1
 */
public record Scale(
    @Doc("The judge's number for the worst answer; it scores 0") @Default("1") double min,
    @Doc("The judge's number for the best answer; it scores 1") @Default("5") double max) {

  /** Checks that there is something between the ends. */
  public Scale {
    if (!(Double.isFinite(min) && Double.isFinite(max) && min < max)) {
      throw new IllegalArgumentException("min must be below max");
    }
  }

  boolean admits(double number) {
    return number >= min && number <= max;
  }

  double clamp(double number) {
    return Math.min(max, Math.max(min, number));
  }

  /** From 0 to 1. */
  double scoreOf(double number) {
    return Math.clamp((number - min) / (max - min), 0.0, 1.0);
  }

  static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  @Override
  public String toString() {
    return plain(min) + " to " + plain(max);
  }
}
