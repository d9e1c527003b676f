package dev.llmops.model.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an evaluation run is in its life. */
public enum RunStatus {
  @JsonProperty("pending")
  PENDING,
  @JsonProperty("running")
  RUNNING,
  @JsonProperty("completed")
  COMPLETED,
  @JsonProperty("failed")
  FAILED,
  @JsonProperty("cancelled")
  CANCELLED;

  /** Whether nothing can change any more. */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }
}
