package dev.llmops.provider.anthropic;

import static java.util.Objects.requireNonNull;

import dev.llmops.model.json.Json;
import dev.llmops.provider.http.ErrorReader;
import dev.llmops.provider.http.Excerpt;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.provider.ChatResponse;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.ProviderException.Kind;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads the answers of the Messages API. Thread-safe. */
final class MessagesAnswer implements ErrorReader {

  private final JsonCodec codec;
  private final Excerpt excerpt;

  MessagesAnswer(JsonCodec codec, Excerpt excerpt) {
    this.codec = requireNonNull(codec, "codec is null");
    this.excerpt = requireNonNull(excerpt, "excerpt is null");
  }

  /**
   * Reads an answer.
   *
   * @param model what the answer names no model of its own for: the model asked for
   * @param latency how long the attempt took
   * @throws ProviderException when it holds no usable text
   */
  ChatResponse read(String body, String model, Duration latency) throws ProviderException {
    Json answer = parse(body);
    if (text(answer, "type").filter("error"::equals).isPresent()) {
      throw unusable("the answer is an error", body);
    }
    List<Json> blocks =
        answer
            .get("content")
            .filter(Json::isArray)
            .map(Json::elements)
            .orElseThrow(() -> unusable("the answer holds no content", body));
    List<String> texts =
        blocks.stream()
            .filter(block -> text(block, "type").filter("text"::equals).isPresent())
            .flatMap(block -> text(block, "text").stream())
            .toList();
    Optional<String> stop = text(answer, "stop_reason");
    if (texts.isEmpty()) {
      throw stop.filter("refusal"::equals).isPresent()
          ? new ProviderException(Kind.CONTENT_FILTER, "the model refuses to answer")
          : unusable("the answer holds no text", body);
    }
    return ChatResponse.of(texts.stream().collect(Collectors.joining()))
        .model(text(answer, "model").orElse(model))
        .finishReason(finishReason(stop.orElse("")))
        .usage(usage(answer.get("usage").orElse(Json.EMPTY_OBJECT)))
        .latency(latency)
        .build();
  }

  @Override
  public String messageOf(String body) {
    try {
      Optional<Json> error = codec.parse(body).get("error").filter(Json::isObject);
      String type = error.flatMap(said -> text(said, "type")).map(name -> name + ": ").orElse("");
      return excerpt.of(
          error.flatMap(said -> text(said, "message")).map(type::concat).orElse(body));
    } catch (JsonCodec.JsonFormatException e) {
      return excerpt.of(body);
    }
  }

  /** This API tells of filters by a stop reason, never by a status. */
  @Override
  public boolean isContentFilter(String body) {
    return false;
  }

  private Json parse(String body) throws ProviderException {
    try {
      return codec.parse(body);
    } catch (JsonCodec.JsonFormatException e) {
      throw unusable("the answer is not JSON (" + excerpt.of(e.getMessage()) + ")", body);
    }
  }

  private ProviderException unusable(String why, String body) {
    return new ProviderException(Kind.INVALID_RESPONSE, why + ": " + messageOf(body));
  }

  private static FinishReason finishReason(String name) {
    return switch (name) {
      case "end_turn", "stop_sequence" -> FinishReason.STOP;
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "refusal" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  /** Tokens that were written to or read from a cache were sent as well. */
  private static TokenUsage usage(Json usage) {
    return new TokenUsage(
        tokens(usage, "input_tokens")
            + tokens(usage, "cache_creation_input_tokens")
            + tokens(usage, "cache_read_input_tokens"),
        tokens(usage, "output_tokens"));
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
