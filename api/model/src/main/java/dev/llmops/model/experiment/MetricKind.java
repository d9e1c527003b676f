package dev.llmops.model.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What the values of an experiment metric are. */
public enum MetricKind {
  /** Each value is 0 or 1; a unit's value is 1 when any of its values is. */
  @JsonProperty("proportion")
  PROPORTION,
  /** Any finite number; a unit's value is the mean of its values. */
  @JsonProperty("mean")
  MEAN
}
