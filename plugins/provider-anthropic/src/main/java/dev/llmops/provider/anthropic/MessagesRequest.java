package dev.llmops.provider.anthropic;

import dev.llmops.model.json.Json;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatMessage.Role;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the requests of the Messages API. */
final class MessagesRequest {

  /** What a request says itself, or what would change the form of the answer. */
  private static final Set<String> RESERVED = Set.of("model", "messages", "stream", "system");

  private MessagesRequest() {}

  /**
   * The body of a request. Messages of the system become the top-level field; parameters have the
   * names of the OpenAI API, of which {@code max_completion_tokens} and {@code stop} are translated
   * and all others are passed on.
   *
   * @throws ProviderException when the parameters hold a reserved name, or there is no message but
   *     the system's
   */
  static Json of(ChatRequest request, String model, int maxTokens) throws ProviderException {
    String system =
        request.messages().stream()
            .filter(message -> message.role() == Role.SYSTEM)
            .map(ChatMessage::content)
            .collect(Collectors.joining("\n\n"));
    List<Json> messages =
        request.messages().stream()
            .filter(message -> message.role() != Role.SYSTEM)
            .map(MessagesRequest::message)
            .toList();
    if (messages.isEmpty()) {
      throw new ProviderException(
          Kind.INVALID_REQUEST, "a chat needs a message beside the system's; add one of the user");
    }
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("model", Json.of(model));
    fields.put("max_tokens", Json.of((long) maxTokens));
    if (!system.isEmpty()) {
      fields.put("system", Json.of(system));
    }
    fields.put("messages", Json.array(messages));
    for (Map.Entry<String, Json> parameter : request.parameters().fields().entrySet()) {
      put(parameter.getKey(), parameter.getValue(), fields);
    }
    return Json.object(fields);
  }

  private static void put(String name, Json value, Map<String, Json> fields)
      throws ProviderException {
    if (RESERVED.contains(name)) {
      throw new ProviderException(
          Kind.INVALID_REQUEST, "the parameter '" + name + "' is not free to set; leave it out");
    }
    switch (name) {
      case "max_completion_tokens" -> fields.put("max_tokens", value);
      case "stop" ->
          fields.put("stop_sequences", value.isString() ? Json.array(List.of(value)) : value);
      default -> fields.put(name, value);
    }
  }

  private static Json message(ChatMessage message) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("role", Json.of(message.role().name().toLowerCase(Locale.ROOT)));
    fields.put("content", Json.of(message.content()));
    return Json.object(fields);
  }
}
