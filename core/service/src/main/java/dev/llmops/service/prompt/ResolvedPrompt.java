package dev.llmops.service.prompt;

import dev.llmops.kernel.template.CompiledPrompt;
import dev.llmops.model.prompt.PromptVersion;
import java.util.Objects;

/**
 * The version that a reference means at this moment.
 *
 * @param version the version
 * @param compiled the same, ready to be rendered
 * @param match what the reference was
 * @param why one sentence that says how the version was found
 */
public record ResolvedPrompt(
    PromptVersion version, CompiledPrompt compiled, Match match, String why) {

  /** What a reference was. */
  public enum Match {
    LABEL,
    EXACT,
    RANGE
  }

  public ResolvedPrompt {
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(compiled, "compiled is null");
    Objects.requireNonNull(match, "match is null");
    Objects.requireNonNull(why, "why is null");
  }
}
