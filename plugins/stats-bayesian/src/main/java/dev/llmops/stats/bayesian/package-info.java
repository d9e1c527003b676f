/** What is believed of a difference after the data. Nothing is decided by it. */
package dev.llmops.stats.bayesian;
