/** Metrics of what an answer took: time, tokens, money. */
package dev.llmops.metrics.operational;
