package dev.llmops.spi.storage;

import dev.llmops.model.prompt.PromptApproval;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.model.prompt.PromptVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Prompt versions and labels.
 *
 * @since 1.0
 */
public interface PromptStore {

  /**
   * A version that includes one of another prompt.
   *
   * @param prompt the prompt that includes
   * @param version its version
   * @param included the version that it includes
   */
  record Includer(String prompt, String version, String included) {}

  /**
   * Adds a version; what it includes must be there.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the prompt has that version
   */
  void insert(PromptVersion version);

  /** Who includes versions of a prompt, by prompt and version. */
  List<Includer> includers(String prompt);

  /**
   * Adds an approval of a version that is there.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the approver has approved it already
   */
  void insert(PromptApproval approval);

  /**
   * Removes an approval.
   *
   * @throws StorageException of kind {@code STALE} when there is none
   */
  void deleteApproval(String prompt, String version, String approver);

  /** All approvals of the versions of a prompt, oldest first, then by version and approver. */
  List<PromptApproval> approvals(String prompt);

  /**
   * Removes a version, with its approvals, that no label points at and no other version includes.
   *
   * @throws StorageException of kind {@code STALE} when there is none
   */
  void deleteVersion(String prompt, String version);

  /** All versions of a prompt, in no particular order; empty for an unknown prompt. */
  List<PromptVersion> versions(String prompt);

  /** Every version of every prompt, ordered by prompt name, handed over one by one. */
  void forEachVersion(Consumer<PromptVersion> consumer);

  /** All labels of a prompt, ordered by label. */
  List<PromptLabel> labels(String prompt);

  /** Every label of every prompt. */
  List<PromptLabel> allLabels();

  /** One label. */
  Optional<PromptLabel> label(String prompt, String label);

  /**
   * Sets a label. A revision of 1 adds it; a revision of n + 1 replaces revision n.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is not the one before,
   *     or {@code DUPLICATE} when a label to be added exists
   */
  void putLabel(PromptLabel label);

  /**
   * Removes a label of the given revision.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another, or there is
   *     none
   */
  void deleteLabel(String prompt, String label, long revision);
}
