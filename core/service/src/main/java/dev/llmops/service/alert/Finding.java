package dev.llmops.service.alert;

import dev.llmops.model.alert.Severity;
import dev.llmops.service.audit.Facts;
import java.util.OptionalDouble;

/** What a rule says of a run. */
sealed interface Finding {

  /**
   * It is violated.
   *
   * @param severity how badly
   * @param limit what was crossed
   * @param actual the value that crossed it; empty when it is no finite number
   * @param message one sentence with the numbers
   * @param details what led to it
   */
  record Violated(
      Severity severity, double limit, OptionalDouble actual, String message, Facts details)
      implements Finding {}

  /**
   * It is met.
   *
   * @param how one clause with the numbers
   */
  record Met(String how) implements Finding {}

  /** The run does not say. */
  record Unknown() implements Finding {}
}
