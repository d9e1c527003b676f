package dev.llmops.service.evaluation;

import java.util.OptionalInt;

/**
 * How much of a provider all runs of this server may take together.
 *
 * @param concurrency the most answers that are waited for at a time, at least 1; empty for no limit
 * @param requestsPerMinute the most requests a minute, at least 1; empty for no limit
 */
public record ProviderLimit(OptionalInt concurrency, OptionalInt requestsPerMinute) {

  /** No limit. */
  public static final ProviderLimit NONE =
      new ProviderLimit(OptionalInt.empty(), OptionalInt.empty());

  public ProviderLimit {
    if (concurrency.orElse(1) < 1 || requestsPerMinute.orElse(1) < 1) {
      throw new IllegalArgumentException("limits of a provider are at least 1");
    }
  }
}
