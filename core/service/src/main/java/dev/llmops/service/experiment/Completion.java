package dev.llmops.service.experiment;

import dev.llmops.model.prompt.PromptLabel;
import java.util.Objects;
import java.util.Optional;

/**
 * How an experiment ends.
 *
 * @param winner the variant that is served from now on; empty for none, the control is served then
 * @param promote whether a label of the winner's prompt is moved to the winner's version
 * @param label that label; {@code production} when absent
 */
public record Completion(Optional<String> winner, boolean promote, String label) {

  /** Without a winner. */
  public static final Completion WITHOUT_WINNER =
      new Completion(Optional.empty(), false, PromptLabel.PRODUCTION);

  public Completion {
    Objects.requireNonNull(winner, "winner is null");
    label = label == null ? PromptLabel.PRODUCTION : label;
  }

  /** With a winner, which becomes the production version of its prompt when promoted. */
  public static Completion of(String winner, boolean promote) {
    return new Completion(Optional.of(winner), promote, PromptLabel.PRODUCTION);
  }
}
