package dev.llmops.model.evaluation;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What became of one sample of a run. */
public enum SampleOutcome {
  /** Scored, and every pass bound met; there may be none. */
  @JsonProperty("passed")
  PASSED,
  /** Scored, and a pass bound not met, whatever other metrics said or did not say. */
  @JsonProperty("not_passed")
  NOT_PASSED,
  /** The prompt could not be rendered, or the provider or a metric failed; there is no score. */
  @JsonProperty("failed")
  FAILED,
  /**
   * Answered, but not judged: a metric with a pass bound did not apply to it and no other failed
   * its bound, or no metric applied at all. It counts neither for nor against the pass rate.
   */
  @JsonProperty("skipped")
  SKIPPED
}
