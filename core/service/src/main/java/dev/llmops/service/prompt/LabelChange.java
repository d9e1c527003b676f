package dev.llmops.service.prompt;

import java.util.Objects;
import java.util.Optional;

/**
 * A wish to point a label at a version.
 *
 * @param prompt the prompt's name
 * @param label the label
 * @param version the exact version it shall point at
 * @param reason why; may be empty
 * @param expectedRevision the revision the label must have, 0 for a label that must not exist;
 *     empty to set it whatever it is
 */
public record LabelChange(
    String prompt, String label, String version, String reason, Optional<Long> expectedRevision) {

  public LabelChange {
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(label, "label is null");
    Objects.requireNonNull(version, "version is null");
    reason = reason == null ? "" : reason;
    expectedRevision = expectedRevision == null ? Optional.empty() : expectedRevision;
  }

  /** A change whatever the label is now. */
  public static LabelChange to(String prompt, String label, String version, String reason) {
    return new LabelChange(prompt, label, version, reason, Optional.empty());
  }
}
