package dev.llmops.kernel.template;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.Variable;
import java.util.List;
import java.util.Map;

/**
 * Fills one template with the values of its declared variables, strictly: whatever does not fit is
 * an error, and all errors are told together. {@link CompiledPrompt} does the same for whole
 * prompts, compiles once, and can be lenient.
 *
 * <ul>
 *   <li>A missing value, JSON null included, is replaced by the default. Without one a required
 *       variable is an error, an optional one is empty, together with all fields below it, and
 *       falsy in sections.
 *   <li>A placeholder must find something that is not null. A section inside another one may lack
 *       its field: it is falsy then.
 *   <li>Falsy are false, null, the empty list and nothing; the empty string, 0 and the empty object
 *       are truthy.
 *   <li>Strings are inserted as they are; numbers without exponent from 1e-7 up to 1e21, with the
 *       fewest digits and no fraction when it is zero; lists and objects as compact JSON.
 * </ul>
 *
 * <p>Pure and thread-safe.
 */
public final class PromptRenderer {

  private PromptRenderer() {}

  /** Renders within {@link RenderLimits#DEFAULT}. */
  public static RenderResult render(
      Template template, List<Variable> declared, Map<String, Json> values) {
    return render(template, declared, values, RenderLimits.DEFAULT);
  }

  /**
   * Renders a template.
   *
   * @param declared the variables of the template, each name once
   * @param values values of declared variables
   * @throws RenderException with every problem of the values and the placeholders reached with them
   * @throws IllegalArgumentException when a variable is declared twice
   */
  public static RenderResult render(
      Template template, List<Variable> declared, Map<String, Json> values, RenderLimits limits) {
    return CompiledPrompt.of(template, declared).render(values, RenderMode.STRICT, limits);
  }
}
