package dev.llmops.model.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens when a schedule is due while its last run has not ended. */
public enum Overlap {
  /** It waits for its next time. */
  @JsonProperty("skip")
  SKIP,
  /** Another run starts beside it. */
  @JsonProperty("allow")
  ALLOW
}
