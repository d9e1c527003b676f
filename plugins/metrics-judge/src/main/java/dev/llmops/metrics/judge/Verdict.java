package dev.llmops.metrics.judge;

import dev.llmops.spi.provider.TokenUsage;

/**
 * What a judge said.
 *
 * @param number on the scale
 * @param reason in the judge's words; may be empty
 * @param model that judged
 * @param usage the tokens it took
 */
record Verdict(double number, String reason, String model, TokenUsage usage) {}
