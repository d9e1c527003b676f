/** Metrics that compare the text of an answer with what is wanted. */
package dev.llmops.metrics.text;
