package dev.llmops.model.alert;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What kind of thing an alert tells of. */
public enum AlertType {
  @JsonProperty("regression")
  REGRESSION
}
