package dev.llmops.provider.replay;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.llmops.model.json.Json;
import dev.llmops.spi.JsonCodec;
import dev.llmops.spi.provider.ChatResponse.FinishReason;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.provider.TokenUsage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads one line of a file of answers, strictly: an unknown field is a mistake. */
final class EntryReader {

  private static final long LONGEST_MILLIS = 86_400_000L;

  private final JsonCodec codec;

  EntryReader(JsonCodec codec) {
    this.codec = codec;
  }

  /**
   * An entry.
   *
   * @throws IllegalArgumentException when the line is none; the message says why
   */
  Entry read(String line) {
    Json json;
    try {
      json = codec.parse(line);
    } catch (JsonCodec.JsonFormatException e) {
      throw new IllegalArgumentException("not JSON: " + e.getMessage());
    }
    allow(json, "the line", "match", "answer", "error", "latencyMillis", "times");
    Optional<Json> answer = json.get("answer");
    Optional<Json> error = json.get("error");
    if (answer.isPresent() == error.isPresent()) {
      throw new IllegalArgumentException("give either an answer or an error");
    }
    Outcome outcome = answer.isPresent() ? answer(answer.get()) : failure(error.orElseThrow());
    return new Entry(
        match(json.get("match").orElse(Json.EMPTY_OBJECT)),
        outcome,
        Duration.ofMillis(whole(json, "latencyMillis", LONGEST_MILLIS).orElse(0L)),
        whole(json, "times", Long.MAX_VALUE).orElse(Long.MAX_VALUE));
  }

  private static Match match(Json json) {
    allow(json, "match", "hash", "lastMessage", "regex");
    if (json.fields().size() > 1) {
      throw new IllegalArgumentException("match by one of hash, lastMessage and regex");
    }
    Optional<String> hash = text(json, "hash");
    Optional<String> last = text(json, "lastMessage");
    Optional<String> regex = text(json, "regex");
    if (hash.isPresent()) {
      return new Match.Hash(hash.get());
    }
    if (last.isPresent()) {
      return new Match.LastMessage(last.get());
    }
    try {
      return regex.isPresent() ? new Match.Regex(Pattern.compile(regex.get())) : new Match.Any();
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("regex: " + e.getMessage());
    }
  }

  private static Outcome answer(Json json) {
    allow(json, "answer", "text", "model", "finishReason", "inputTokens", "outputTokens");
    return new Outcome.Answer(
        text(json, "text").orElseThrow(() -> new IllegalArgumentException("answer needs a text")),
        text(json, "model"),
        text(json, "finishReason")
            .map(name -> constant("finishReason", name, FinishReason.values()))
            .orElse(FinishReason.STOP),
        new TokenUsage(
            whole(json, "inputTokens", Long.MAX_VALUE).orElse(0L),
            whole(json, "outputTokens", Long.MAX_VALUE).orElse(0L)));
  }

  private static Outcome failure(Json json) {
    allow(json, "error", "kind", "message", "retryAfterMillis");
    return new Outcome.Failure(
        text(json, "kind")
            .map(name -> constant("kind", name, ProviderException.Kind.values()))
            .orElseThrow(() -> new IllegalArgumentException("error needs a kind")),
        text(json, "message").orElse("a scripted failure"),
        whole(json, "retryAfterMillis", LONGEST_MILLIS).map(Duration::ofMillis));
  }

  private static void allow(Json json, String what, String... names) {
    if (!json.isObject()) {
      throw new IllegalArgumentException(what + " must be a JSON object");
    }
    List<String> known = List.of(names);
    json.fields().keySet().stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw new IllegalArgumentException(
              "unknown field \"" + name + "\" in " + what + "; there are " + known);
        });
  }

  private static Optional<String> text(Json json, String name) {
    Optional<Json> value = json.get(name);
    if (value.isPresent() && !value.get().isString()) {
      throw new IllegalArgumentException(name + " must be a text");
    }
    return value.map(Json::asString);
  }

  private static Optional<Long> whole(Json json, String name, long most) {
    Optional<Json> value = json.get(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().isInteger() || value.get().asDouble() < 0 || value.get().asDouble() > most) {
      throw new IllegalArgumentException(name + " must be a whole number from 0 to " + most);
    }
    return Optional.of(value.get().asLong());
  }

  private static <E extends Enum<E>> E constant(String field, String name, E[] constants) {
    return Arrays.stream(constants)
        .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                field
                    + " must be one of "
                    + Arrays.stream(constants)
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList()));
  }
}
