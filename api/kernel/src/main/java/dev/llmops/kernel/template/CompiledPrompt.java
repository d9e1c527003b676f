package dev.llmops.kernel.template;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.PromptVersion;
import dev.llmops.model.prompt.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A prompt version ready to be rendered: its templates are parsed and the patterns of its variables
 * compiled. Immutable and thread-safe.
 */
public final class CompiledPrompt {

  /** One template; a text prompt has one without role. */
  private record Part(Optional<PromptMessage.Role> role, Template template) {}

  private final List<Part> parts;
  private final List<Variable> declared;
  private final Map<String, ValuePattern> patterns;

  private CompiledPrompt(List<Part> parts, List<Variable> declared) {
    this.parts = List.copyOf(parts);
    this.declared = List.copyOf(declared);
    this.patterns = ValuePattern.of(declared);
  }

  /**
   * Compiles a version that the registry accepted.
   *
   * @throws IllegalArgumentException when a template or a pattern is malformed or something that is
   *     included is missing
   */
  public static CompiledPrompt of(PromptVersion version) {
    if (!version.isChat()) {
      return of(template(version.content(), version), version.variables());
    }
    List<Part> parts =
        version.messages().stream()
            .map(message ->
                new Part(Optional.of(message.role()), template(message.content(), version)))
            .toList();
    return new CompiledPrompt(parts, version.variables());
  }

  private static Template template(String content, PromptVersion version) {
    return Template.parse(content).including(version.includes(), Long.MAX_VALUE);
  }

  /** A text prompt. */
  static CompiledPrompt of(Template template, List<Variable> declared) {
    return new CompiledPrompt(List.of(new Part(Optional.empty(), template)), declared);
  }

  /**
   * Fills in values, within {@link RenderLimits#DEFAULT} for all messages together.
   *
   * @param values values by the name of the variable
   * @throws RenderException with every problem of the values and the placeholders reached with them
   */
  public RenderResult render(Map<String, Json> values, RenderMode mode) {
    return render(values, mode, RenderLimits.DEFAULT);
  }

  RenderResult render(Map<String, Json> values, RenderMode mode, RenderLimits limits) {
    ValueCheck check = new ValueCheck(declared, patterns, values, mode);
    Rendering rendering = new Rendering(check.used(), limits, mode);
    List<PromptMessage> messages = new ArrayList<>(parts.size());
    for (Part part : parts) {
      String place = part.role().isEmpty() ? "" : " of message " + (messages.size() + 1);
      String text = rendering.render(part.template().nodes(), place);
      messages.add(new PromptMessage(part.role().orElse(PromptMessage.Role.USER), text));
    }
    List<RenderProblem> problems = new ArrayList<>(check.problems());
    problems.addAll(rendering.problems());
    if (!problems.isEmpty()) {
      throw new RenderException(problems);
    }
    Map<String, Json> used = new LinkedHashMap<>(check.used());
    used.values().removeIf(Json::isNull);
    boolean chat = parts.get(0).role().isPresent();
    return new RenderResult(
        chat ? RenderResult.flat(messages) : messages.get(0).content(), messages, used);
  }
}
