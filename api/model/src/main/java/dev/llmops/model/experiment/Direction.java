package dev.llmops.model.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which way a metric gets better. */
public enum Direction {
  @JsonProperty("increase")
  INCREASE,
  @JsonProperty("decrease")
  DECREASE;

  /** Whether a change by the given difference is an improvement. */
  public boolean improves(double difference) {
    return this == INCREASE ? difference > 0 : difference < 0;
  }
}
