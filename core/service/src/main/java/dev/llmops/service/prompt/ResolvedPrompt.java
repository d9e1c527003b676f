package dev.llmops.service.prompt;

import dev.llmops.kernel.template.CompiledPrompt;
import dev.llmops.kernel.template.RenderException;
import dev.llmops.kernel.template.RenderMode;
import dev.llmops.kernel.template.RenderProblem;
import dev.llmops.kernel.template.RenderResult;
import dev.llmops.kernel.token.TokenEstimate;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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

  /**
   * How many tokens a model is likely to count for it where no values are given: variables have
   * their defaults, those without one are empty. Empty when even that is too large to render.
   */
  public Optional<TokenEstimate> tokens() {
    return tokens(compiled);
  }

  static Optional<TokenEstimate> tokens(CompiledPrompt compiled) {
    try {
      return Optional.of(
          TokenEstimate.of(compiled.render(Map.of(), RenderMode.LENIENT).messages()));
    } catch (RenderException e) {
      return Optional.empty();
    }
  }

  /**
   * Fills the version with values.
   *
   * @throws ServiceException {@code INVALID} with everything that is wrong with the values
   */
  public RenderedPrompt render(Map<String, Json> values, RenderMode mode) {
    try {
      RenderResult result = compiled.render(values, mode);
      return new RenderedPrompt(
          version.isChat(),
          result.text(),
          result.messages(),
          version.name(),
          version.version(),
          version.hash());
    } catch (RenderException e) {
      throw refusal(e.problems());
    }
  }

  private ServiceException refusal(List<RenderProblem> problems) {
    String more = problems.size() == 1 ? "" : " and " + (problems.size() - 1) + " more problems";
    return new ServiceException(
        Kind.INVALID,
        PromptCodes.INVALID_VALUES,
        "prompt "
            + version.name()
            + " "
            + version.version()
            + " cannot be rendered: "
            + problems.getFirst().message()
            + more,
        problems.stream().map(ResolvedPrompt::problem).toList());
  }

  private static Problem problem(RenderProblem problem) {
    String variable = problem.variable().replace("~", "~0").replace("/", "~1");
    return new Problem(
        variable.isEmpty() ? "/variables" : "/variables/" + variable, problem.message());
  }
}
