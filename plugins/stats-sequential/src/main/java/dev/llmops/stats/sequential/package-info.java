/**
 * Tests for those who look again and again: the chance of a false alarm is bounded at all looks
 * together, so that one may stop whenever it shows something.
 */
package dev.llmops.stats.sequential;
