package dev.llmops.model.prompt;

import java.time.Instant;
import java.util.Objects;

/**
 * A movable name that points at one version of a prompt, such as {@code production}.
 *
 * @param prompt the prompt's name
 * @param label the label
 * @param version the version it points at
 * @param revision how often the label was set, from 1; used as an entity tag
 * @param movedAt when it was last set
 * @param movedBy who set it
 * @param reason why; may be empty
 */
public record PromptLabel(
    String prompt,
    String label,
    String version,
    long revision,
    Instant movedAt,
    String movedBy,
    String reason) {

  /** The label of the version that is served when nobody asks for another. */
  public static final String PRODUCTION = "production";

  public PromptLabel {
    Objects.requireNonNull(prompt, "prompt is null");
    Objects.requireNonNull(label, "label is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(movedAt, "movedAt is null");
    Objects.requireNonNull(movedBy, "movedBy is null");
    Objects.requireNonNull(reason, "reason is null");
  }
}
