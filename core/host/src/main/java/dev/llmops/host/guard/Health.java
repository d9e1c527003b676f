package dev.llmops.host.guard;

import java.util.Objects;

/**
 * Whether an instance is likely to answer.
 *
 * @param healthy whether most of its latest calls were answered, or there were none
 * @param known whether there were any
 * @param reason in words
 */
public record Health(boolean healthy, boolean known, String reason) {

  public Health {
    Objects.requireNonNull(reason, "reason is null");
  }
}
