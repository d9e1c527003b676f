/**
 * Classical tests with a horizon fixed beforehand. Probabilities are computed on the survival side
 * and as logarithms, so that small ones keep their digits.
 */
package dev.llmops.stats.frequentist;
