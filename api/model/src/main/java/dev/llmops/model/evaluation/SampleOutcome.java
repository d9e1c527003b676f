package dev.llmops.model.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of one sample of a run. */
public enum SampleOutcome {
  /** Scored, and every pass bound met. */
  @JsonProperty("passed")
  PASSED,
  /** Scored, and a pass bound not met. */
  @JsonProperty("not_passed")
  NOT_PASSED,
  /** The prompt could not be rendered, or the provider or a metric failed; there is no score. */
  @JsonProperty("failed")
  FAILED,
  /** No metric applied to it. */
  @JsonProperty("skipped")
  SKIPPED
}
