package dev.llmops.kernel.template;

import dev.llmops.model.json.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A rendered prompt.
 *
 * @param text the prompt
 * @param values the values that were used, defaults filled in, in the order of declaration;
 *     optional variables without a value are left out
 */
public record RenderResult(String text, Map<String, Json> values) {
  public RenderResult {
    Objects.requireNonNull(text, "text is null");
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
