package dev.llmops.model.prompt;

import java.time.Instant;
import java.util.Objects;

/**
 * Somebody's word that a version may be served under protected labels.
 *
 * @param prompt the prompt's name
 * @param version the version
 * @param approver who gave it
 * @param comment what was looked at, or why; may be empty
 * @param approvedAt when
 */
public record PromptApproval(
    String prompt, String version, String approver, String comment, Instant approvedAt) {

  public PromptApproval {
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(approver, "approver is null");
    Objects.requireNonNull(comment, "comment is null");
    Objects.requireNonNull(approvedAt, "approvedAt is null");
  }
}
