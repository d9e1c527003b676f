package dev.llmops.model.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a dataset is for, or where its samples come from. */
public enum DatasetType {
  /** Curated samples whose expected answers are the truth. */
  @JsonProperty("golden")
  GOLDEN,
  /** Samples that went wrong once and must not do so again. */
  @JsonProperty("regression")
  REGRESSION,
  /** A standard set by which prompts and models are compared. */
  @JsonProperty("benchmark")
  BENCHMARK,
  /** Samples that users wrote. */
  @JsonProperty("user")
  USER,
  /** Samples that a program or a model made. */
  @JsonProperty("synthetic")
  SYNTHETIC,
  /** Samples taken from live traffic. */
  @JsonProperty("production")
  PRODUCTION
}
