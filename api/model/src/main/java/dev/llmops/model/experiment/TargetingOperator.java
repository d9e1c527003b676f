package dev.llmops.model.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a condition compares an attribute of a unit with its values. */
public enum TargetingOperator {
  /** It is the one value. */
  @JsonProperty("equals")
  EQUALS,
  /** It is another than the one value. */
  @JsonProperty("not_equals")
  NOT_EQUALS,
  /** It is one of the values. */
  @JsonProperty("in")
  IN,
  /** It is none of the values. */
  @JsonProperty("not_in")
  NOT_IN,
  /** It is a number below the one value. */
  @JsonProperty("less_than")
  LESS_THAN,
  /** It is a number up to the one value. */
  @JsonProperty("at_most")
  AT_MOST,
  /** It is a number above the one value. */
  @JsonProperty("greater_than")
  GREATER_THAN,
  /** It is a number from the one value on. */
  @JsonProperty("at_least")
  AT_LEAST,
  /** It is there, whatever it is. */
  @JsonProperty("exists")
  EXISTS,
  /** It is not there. */
  @JsonProperty("missing")
  MISSING,
  /** It is a semantic version in the range that the one value is. */
  @JsonProperty("version")
  VERSION
}
