package dev.llmops.provider.replay;

import dev.llmops.model.json.Json;
import dev.llmops.spi.provider.ChatResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes recorded answers. Of the request only its hash is kept, so that no prompt or secret is.
 */
final class EntryWriter {

  private EntryWriter() {}

  /** One line, without its end. */
  static String line(String hash, ChatResponse response) {
    Map<String, Json> answer = new LinkedHashMap<>();
    answer.put("text", Json.of(response.text()));
    answer.put("model", Json.of(response.model()));
    answer.put("finishReason", Json.of(response.finishReason().name().toLowerCase(Locale.ROOT)));
    answer.put("inputTokens", Json.of(response.usage().input()));
    answer.put("outputTokens", Json.of(response.usage().output()));
    Map<String, Json> line = new LinkedHashMap<>();
    line.put("match", Json.object(Map.of("hash", Json.of(hash))));
    line.put("answer", Json.object(answer));
    line.put("latencyMillis", Json.of(response.latency().toMillis()));
    return Json.object(line).toString();
  }
}
