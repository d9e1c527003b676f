package dev.llmops.service.prompt;

import dev.llmops.model.prompt.IncludedPrompt;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * What the registry thinks of a prompt version that somebody may want to register.
 *
 * @param problems everything for which it would be refused
 * @param warnings what is accepted but looks like a mistake: placeholders that are not declared
 *     when the draft is lenient, and declared variables that nothing uses
 * @param includes the versions that it would include
 * @param variables its variables, with those of what it includes
 */
public record PromptCheck(
    List<Problem> problems,
    List<Problem> warnings,
    List<IncludedPrompt> includes,
    List<Variable> variables) {

  public PromptCheck {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    includes = List.copyOf(includes);
    variables = List.copyOf(variables);
  }

  /** Whether it would be accepted. */
  public boolean valid() {
    return problems.isEmpty();
  }

  PromptCheck with(Problem problem) {
    List<Problem> all = new ArrayList<>(problems);
    all.add(problem);
    return new PromptCheck(all, warnings, includes, variables);
  }

  PromptCheck warned(LabelProtection protection, PromptFamily family) {
    Problems more = new Problems();
    protection.warn(family, more);
    List<Problem> all = new ArrayList<>(warnings);
    all.addAll(more.list());
    return new PromptCheck(problems, all, includes, variables);
  }

  /** Throws {@code INVALID} with all problems; returns itself without any. */
  PromptCheck require() {
    Problems found = new Problems();
    problems.forEach(problem -> found.add(problem.pointer(), problem.message()));
    found.throwIfAny(PromptCodes.INVALID_VERSION, "the prompt version");
    return this;
  }
}
