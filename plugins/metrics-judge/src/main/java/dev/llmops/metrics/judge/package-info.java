/** Metrics whose scores are the verdicts of models. */
package dev.llmops.metrics.judge;
