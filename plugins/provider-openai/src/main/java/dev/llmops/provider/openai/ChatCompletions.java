package dev.llmops.provider.openai;

import static java.util.Objects.requireNonNull;

import dev.llmops.model.json.Json;
import dev.llmops.provider.http.ErrorReader;
import dev.llmops.provider.http.Excerpt;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the requests and reads the answers of the chat completions API. Thread-safe. */
final class ChatCompletions implements ErrorReader {

  /** What a request says itself, or what would change the form of the answer. */
  private static final Set<String> RESERVED = Set.of("model", "messages", "stream");

  private final JsonCodec codec;
  private final Excerpt excerpt;

  ChatCompletions(JsonCodec codec, Excerpt excerpt) {
    this.codec = requireNonNull(codec, "codec is null");
    this.excerpt = requireNonNull(excerpt, "excerpt is null");
  }

  /**
   * The body of a request.
   *
   * @throws ProviderException when the parameters hold a reserved name
   */
  String write(ChatRequest request, String model) throws ProviderException {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("model", Json.of(model));
    fields.put("messages", Json.array(request.messages().stream().map(this::message).toList()));
    for (Map.Entry<String, Json> parameter : request.parameters().fields().entrySet()) {
      if (RESERVED.contains(parameter.getKey())) {
        throw new ProviderException(
            Kind.INVALID_REQUEST,
            "the parameter '" + parameter.getKey() + "' is not free to set; leave it out");
      }
      fields.put(parameter.getKey(), parameter.getValue());
    }
    return codec.write(Json.object(fields));
  }

  private Json message(ChatMessage message) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("role", Json.of(message.role().name().toLowerCase(Locale.ROOT)));
    fields.put("content", Json.of(message.content()));
    return Json.object(fields);
  }

  /**
   * Reads an answer.
   *
   * @param body the answer's JSON text
   * @param model what the answer names no model of its own for: the model asked for
   * @param latency how long the attempt took
   * @throws ProviderException when it holds no usable text
   */
  ChatResponse read(String body, String model, Duration latency) throws ProviderException {
    Json answer = parse(body);
    Json choice =
        answer
            .get("choices")
            .filter(Json::isArray)
            .map(Json::elements)
            .filter(choices -> !choices.isEmpty())
            .map(List::getFirst)
            .orElseThrow(() -> unusable("the answer holds no choice", body));
    Optional<String> finish = text(choice, "finish_reason");
    Optional<Json> message = choice.get("message");
    Optional<String> content = message.flatMap(said -> text(said, "content"));
    if (content.isEmpty()) {
      throw withoutContent(finish, message.flatMap(said -> text(said, "refusal")), body);
    }
    return ChatResponse.of(content.get())
        .model(text(answer, "model").orElse(model))
        .finishReason(finishReason(finish))
        .usage(usage(answer.get("usage").orElse(Json.EMPTY_OBJECT)))
        .latency(latency)
        .build();
  }

  @Override
  public String messageOf(String body) {
    Json answer;
    try {
      answer = codec.parse(body);
    } catch (JsonCodec.JsonFormatException e) {
      return excerpt.of(body);
    }
    Optional<Json> error = answer.get("error");
    String message =
        error
            .flatMap(details -> text(details, "message"))
            .or(() -> error.filter(Json::isString).map(Json::asString))
            .or(() -> text(answer, "message"))
            .orElse(body);
    return excerpt.of(message);
  }

  @Override
  public boolean isContentFilter(String body) {
    try {
      return codec
          .parse(body)
          .get("error")
          .flatMap(error -> text(error, "code"))
          .filter("content_filter"::equals)
          .isPresent();
    } catch (JsonCodec.JsonFormatException e) {
      return false;
    }
  }

  private Json parse(String body) throws ProviderException {
    try {
      return codec.parse(body);
    } catch (JsonCodec.JsonFormatException e) {
      throw unusable("the answer is not JSON (" + excerpt.of(e.getMessage()) + ")", body);
    }
  }

  private ProviderException withoutContent(
      Optional<String> finish, Optional<String> refusal, String body) {
    if (refusal.isPresent()) {
      return new ProviderException(
          Kind.CONTENT_FILTER, "the model refuses to answer: " + excerpt.of(refusal.get()));
    }
    if (finish.filter("content_filter"::equals).isPresent()) {
      return new ProviderException(
          Kind.CONTENT_FILTER, "a content filter of the provider held the answer back");
    }
    return unusable("the answer holds no text", body);
  }

  private ProviderException unusable(String why, String body) {
    return new ProviderException(Kind.INVALID_RESPONSE, why + ": " + excerpt.of(body));
  }

  private static FinishReason finishReason(Optional<String> name) {
    return switch (name.orElse("")) {
      case "stop" -> FinishReason.STOP;
      case "length" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  private static TokenUsage usage(Json usage) {
    return new TokenUsage(tokens(usage, "prompt_tokens"), tokens(usage, "completion_tokens"));
  }

  /** Counts that make no sense are taken as unknown: the answer itself is still of use. */
  private static long tokens(Json usage, String name) {
    return usage
        .get(name)
        .filter(Json::isInteger)
        .map(Json::asDouble)
        .filter(count -> count >= 0 && count <= 1e15)
        .map(Double::longValue)
        .orElse(0L);
  }

  private static Optional<String> text(Json json, String name) {
    return json.get(name).filter(Json::isString).map(Json::asString);
  }
}
