package dev.llmops.model.prompt;

import java.util.Objects;

/**
 * Names a prompt and which of its versions is meant.
 *
 * @param name the prompt's name
 * @param ref an exact version, a range or a label; {@code production} when absent
 */
public record PromptReference(String name, String ref) {

  public PromptReference {
    Objects.requireNonNull(name, "name is null");
    ref = ref == null ? PromptLabel.PRODUCTION : ref;
  }
}
