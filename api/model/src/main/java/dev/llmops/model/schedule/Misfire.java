package dev.llmops.model.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens with times that passed while no server was there to fire. */
public enum Misfire {
  /** They are left out. */
  @JsonProperty("skip")
  SKIP,
  /** One run makes up for all of them. */
  @JsonProperty("once")
  ONCE
}
