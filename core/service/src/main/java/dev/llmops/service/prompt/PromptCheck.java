package dev.llmops.service.prompt;

import dev.llmops.service.error.ServiceException.Problem;
import java.util.List;

/**
 * What the registry thinks of a prompt version that somebody may want to register.
 *
 * @param problems everything for which it would be refused
 * @param warnings what is accepted but looks like a mistake: placeholders that are not declared
 *     when the draft is lenient, and declared variables that nothing uses
 */
public record PromptCheck(List<Problem> problems, List<Problem> warnings) {

  public PromptCheck {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /** What is thought of a version whatever the registry holds. */
  public static PromptCheck of(NewPromptVersion draft) {
    return DraftCheck.check(draft);
  }

  /** Whether it would be accepted. */
  public boolean valid() {
    return problems.isEmpty();
  }
}
