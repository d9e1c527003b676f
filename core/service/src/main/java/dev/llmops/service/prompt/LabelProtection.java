package dev.llmops.service.prompt;

import dev.llmops.model.prompt.PromptApproval;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.spi.storage.Stores;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which labels move only to versions that others than their authors have approved.
 *
 * @param labels the protected labels
 * @param approvals how many people must have approved a version, at least 1
 */
public record LabelProtection(Set<String> labels, int approvals) {

  /** No label is protected. */
  public static final LabelProtection NONE = new LabelProtection(Set.of(), 1);

  public LabelProtection {
    labels = Set.copyOf(labels);
    if (approvals < 1) {
      throw new IllegalArgumentException("approvals must be at least 1, was " + approvals);
    }
  }

  boolean covers(String label) {
    return labels.contains(label);
  }

  /** Finds labels that a new version, which nobody can have approved yet, must not ask for. */
  void check(List<String> wanted, Problems problems) {
    for (int i = 0; i < wanted.size(); i++) {
      problems.require(
          !covers(wanted.get(i)),
          "/labels/" + i,
          "label "
              + wanted.get(i)
              + " is protected and a new version has no approvals; register it without the label, have it approved"
              + " and then move the label");
    }
  }

  /** What to know when the first version of a prompt does not become the one that is served. */
  void warn(PromptFamily family, Problems warnings) {
    if (family.isEmpty() && covers(PromptLabel.PRODUCTION)) {
      warnings.add(
          "/labels",
          "label production is protected: nothing is served under it until this version is approved and the label"
              + " is moved to it");
    }
  }

  /** Throws {@code CONFLICT} with what is missing when a label must not move to a version yet. */
  void require(Stores stores, LabelChange change) {
    if (!covers(change.label())) {
      return;
    }
    List<String> approvers =
        stores.prompts().approvals(change.prompt()).stream()
            .filter(approval -> approval.version().equals(change.version()))
            .map(PromptApproval::approver)
            .toList();
    int missing = approvals - approvers.size();
    if (missing > 0) {
      throw new ServiceException(
          Kind.CONFLICT,
          PromptCodes.APPROVALS_MISSING,
          "label "
              + change.label()
              + " of prompt "
              + change.prompt()
              + " is protected; version "
              + change.version()
              + (approvers.isEmpty()
                  ? " was approved by nobody"
                  : approvers.stream().collect(Collectors.joining(", ", " was approved by ", "")))
              + " and needs "
              + missing
              + (missing == 1 ? " approval" : " approvals")
              + " more by others than its author: llmops prompt approve "
              + change.prompt()
              + " "
              + change.version());
    }
  }
}
