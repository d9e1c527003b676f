package dev.llmops.kernel.template;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import dev.llmops.model.prompt.VariableType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Variables and values to render with. */
final class RenderFixture {

  private RenderFixture() {}

  static Variable optional(String name, VariableType type) {
    return new Variable(name, type, false, Json.NULL, "");
  }

  static Variable required(String name, VariableType type) {
    return new Variable(name, type, true, Json.NULL, "");
  }

  static Variable withDefault(String name, VariableType type, Object value) {
    return new Variable(name, type, true, Json.fromJava(value), "");
  }

  /** Renders with every value declared by its own type. */
  static String render(String content, Map<String, ?> data) {
    return PromptRenderer.render(Template.parse(content), declare(data), values(data)).text();
  }

  static List<Variable> declare(Map<String, ?> data) {
    return values(data).entrySet().stream()
        .map(entry -> optional(entry.getKey(), typeOf(entry.getValue())))
        .toList();
  }

  private static VariableType typeOf(Json value) {
    return Arrays.stream(VariableType.values())
        .filter(type -> type.accepts(value))
        .findFirst()
        .orElse(VariableType.STRING);
  }

  static Map<String, Json> values(Map<String, ?> data) {
    return new LinkedHashMap<>(Json.fromJava(data).fields());
  }

  static List<RenderProblem> problems(
      String content, List<Variable> declared, Map<String, ?> data) {
    return catchThrowableOfType(
            RenderException.class,
            () -> PromptRenderer.render(Template.parse(content), declared, values(data)))
        .problems();
  }
}
