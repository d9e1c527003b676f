package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How bad an alert is, from least to worst. */
public enum Severity {
  @JsonProperty("info")
  INFO,
  @JsonProperty("warning")
  WARNING,
  @JsonProperty("critical")
  CRITICAL
}
