package dev.llmops.server.api;

/**
 * What a request may cost.
 *
 * @param maxUploadBytes the largest streamed body
 */
public record ApiLimits(long maxUploadBytes) {}
