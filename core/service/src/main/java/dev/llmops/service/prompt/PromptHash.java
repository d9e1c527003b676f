package dev.llmops.service.prompt;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptConfig;
import dev.llmops.model.prompt.PromptMessage;
import dev.llmops.model.prompt.Variable;
import dev.llmops.service.identity.Sha256;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The hash of what a model is asked. Two versions of the same hash render alike and want the same
 * model.
 *
 * <p>Exactly: SHA-256 of the UTF-8 bytes of the JSON text {@code
 * {"content":…,"variables":[{"name":…,"type":…,"required":…,"default":…,"validation":…},…],"config":{"model":…,"parameters":…}}}
 * without white space, with the fields in this order and the variables in the order of declaration.
 * A chat prompt has {@code "messages":[{"role":…,"content":…},…]} in place of the content. What
 * includes others has {@code "includes":["…",…]} with their hashes after it, in the order of their
 * first tags. A missing default is {@code null}; a validation that is empty, and a config that says
 * nothing, are left out. In defaults and parameters the fields of objects are sorted by name, and
 * numbers are written with the fewest digits ({@code 1.50} as {@code 1.5}, {@code 100.0} as {@code
 * 1E+2}). Strings escape only {@code "}, {@code \} and control characters.
 */
final class PromptHash {

  private PromptHash() {}

  /** The hash in lower-case hex. */
  static String of(NewPromptVersion draft, PromptCheck checked) {
    Map<String, Json> fields = new LinkedHashMap<>();
    if (draft.messages().isEmpty()) {
      fields.put("content", Json.of(draft.content()));
    } else {
      fields.put(
          "messages", Json.array(draft.messages().stream().map(PromptHash::message).toList()));
    }
    if (!checked.includes().isEmpty()) {
      fields.put(
          "includes",
          Json.array(
              checked.includes().stream().map(included -> Json.of(included.hash())).toList()));
    }
    fields.put(
        "variables", Json.array(checked.variables().stream().map(PromptHash::variable).toList()));
    if (!draft.config().equals(PromptConfig.NONE)) {
      fields.put("config", config(draft.config()));
    }
    return Sha256.hex(Json.object(fields).toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Json message(PromptMessage message) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("role", Json.of(message.role().wireName()));
    fields.put("content", Json.of(message.content()));
    return Json.object(fields);
  }

  private static Json config(PromptConfig config) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("model", Json.of(config.model()));
    fields.put("parameters", canonical(config.parameters()));
    return Json.object(fields);
  }

  private static Json variable(Variable variable) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("name", Json.of(variable.name()));
    fields.put("type", Json.of(variable.type().wireName()));
    fields.put("required", Json.of(variable.required()));
    fields.put("default", canonical(variable.defaultValue()));
    if (!variable.validation().isEmpty()) {
      fields.put("validation", Json.of(variable.validation()));
    }
    return Json.object(fields);
  }

  private static Json canonical(Json value) {
    return switch (value.kind()) {
      case NULL, BOOLEAN, STRING -> value;
      case NUMBER -> Json.fromJava(new BigDecimal(value.toString()).stripTrailingZeros());
      case ARRAY -> {
        List<Json> elements = new ArrayList<>();
        value.elements().forEach(element -> elements.add(canonical(element)));
        yield Json.array(elements);
      }
      case OBJECT -> {
        Map<String, Json> sorted = new TreeMap<>();
        value.fields().forEach((name, field) -> sorted.put(name, canonical(field)));
        yield Json.object(sorted);
      }
    };
  }
}
