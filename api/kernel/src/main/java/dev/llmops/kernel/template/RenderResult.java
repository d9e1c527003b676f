package dev.llmops.kernel.template;

import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptMessage;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A rendered prompt.
 *
 * @param text a text prompt; of a chat prompt the flat form for people, each message after its role
 * @param messages a chat prompt; of a text prompt the one message that a user would send
 * @param values the values that were used, defaults filled in, in the order of declaration;
 *     optional variables without a value are left out
 */
public record RenderResult(String text, List<PromptMessage> messages, Map<String, Json> values) {

  public RenderResult {
    Objects.requireNonNull(text, "text is null");
    messages = List.copyOf(messages);
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  static String flat(List<PromptMessage> messages) {
    return messages.stream()
        .map(message -> message.role().wireName() + ": " + message.content())
        .collect(Collectors.joining("\n\n"));
  }
}
