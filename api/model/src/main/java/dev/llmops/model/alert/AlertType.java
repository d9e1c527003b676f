package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What kind of thing an alert tells of. */
public enum AlertType {
  /** Something has become worse than a baseline. */
  @JsonProperty("regression")
  REGRESSION,
  /** Something is beyond a fixed limit. */
  @JsonProperty("threshold")
  THRESHOLD,
  /** Something is unlike what it has been of late. */
  @JsonProperty("anomaly")
  ANOMALY,
  /** An experiment is decided, or its traffic is not split as planned. */
  @JsonProperty("experiment")
  EXPERIMENT
}
