package dev.llmops.spi.storage;

import dev.llmops.model.schedule.PromptBinding;
import java.util.List;
import java.util.Optional;

/**
 * How prompts are evaluated automatically.
 *
 * @since 1.0
 */
public interface BindingStore {

  /**
   * Sets how a prompt is evaluated. A revision of 1 adds it; a revision of n + 1 replaces revision
   * n.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is not the one before,
   *     or {@code DUPLICATE} when one to be added exists
   */
  void put(PromptBinding binding);

  /**
   * Removes a binding of the given revision.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another, or there is
   *     none
   */
  void delete(String prompt, long revision);

  /** How a prompt is evaluated; empty when it is not. */
  Optional<PromptBinding> find(String prompt);

  /** Every binding, ordered by prompt. */
  List<PromptBinding> all();
}
