package dev.llmops.service.experiment;

import dev.llmops.kernel.version.VersionReference;
import dev.llmops.kernel.version.VersionSyntaxException;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.prompt.PromptLabel;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.Problems;
import java.util.List;
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

  /** Throws {@code INVALID} when the experiment cannot end like this. */
  void check(Experiment experiment) {
    Problems problems = new Problems();
    List<String> names = experiment.variants().stream().map(Variant::name).toList();
    winner
        .filter(chosen -> !names.contains(chosen))
        .ifPresent(chosen ->
            problems.add(
                "/winner",
                "there is no variant "
                    + chosen
                    + Names.hint(chosen, names)
                    + "; the variants are "
                    + String.join(", ", names)));
    if (promote) {
      problems.require(winner.isPresent(), "/winner", "name the winner that is to be promoted");
      winner
          .flatMap(experiment::variant)
          .filter(chosen -> chosen.prompt().isEmpty())
          .ifPresent(chosen ->
              problems.add(
                  "/promote",
                  "variant "
                      + chosen.name()
                      + " serves no prompt, so there is no version to promote"));
      try {
        VersionReference.requireLabelName(label);
      } catch (VersionSyntaxException e) {
        problems.add("/label", e.getMessage());
      }
    }
    problems.throwIfAny(ExperimentCodes.INVALID_COMPLETION, "the completion");
  }
}
