package dev.llmops.model.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where an experiment is in its life: draft → running ⇄ paused → completed or cancelled. */
public enum ExperimentStatus {
  @JsonProperty("draft")
  DRAFT,
  @JsonProperty("running")
  RUNNING,
  @JsonProperty("paused")
  PAUSED,
  @JsonProperty("completed")
  COMPLETED,
  @JsonProperty("cancelled")
  CANCELLED;

  /** Whether nothing can change any more. */
  public boolean isFinal() {
    return this == COMPLETED || this == CANCELLED;
  }
}
