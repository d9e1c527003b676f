package dev.llmops.provider.replay;

import dev.llmops.model.json.Json;
import dev.llmops.spi.provider.ChatMessage;
import dev.llmops.spi.provider.ChatRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The SHA-256 of a request in a form of its own: model, messages and parameters as JSON without
 * white space, the fields of all parameters sorted by name.
 */
final class RequestHash {

  private RequestHash() {}

  /** 64 hexadecimal digits. */
  static String of(ChatRequest request) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("model", request.model().map(Json::of).orElse(Json.NULL));
    fields.put("messages", Json.array(request.messages().stream().map(RequestHash::json).toList()));
    fields.put("parameters", sorted(request.parameters()));
    byte[] text = Json.object(fields).toString().getBytes(StandardCharsets.UTF_8);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Json json(ChatMessage message) {
    Map<String, Json> fields = new LinkedHashMap<>();
    fields.put("role", Json.of(message.role().name().toLowerCase(Locale.ROOT)));
    fields.put("content", Json.of(message.content()));
    return Json.object(fields);
  }

  private static Json sorted(Json value) {
    if (value.isArray()) {
      return Json.array(value.elements().stream().map(RequestHash::sorted).toList());
    }
    if (!value.isObject()) {
      return value;
    }
    Map<String, Json> fields = new TreeMap<>();
    value.fields().forEach((name, field) -> fields.put(name, sorted(field)));
    return Json.object(fields);
  }
}
