package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an alert is in its life. */
public enum AlertState {
  /** Nobody has seen it yet. */
  @JsonProperty("open")
  OPEN,
  /** Somebody has seen it; the condition still holds. */
  @JsonProperty("acknowledged")
  ACKNOWLEDGED,
  /** The condition holds no more, or somebody has closed it. Nothing changes any more. */
  @JsonProperty("resolved")
  RESOLVED
}
