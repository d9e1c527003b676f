package dev.llmops.host.config;

import dev.llmops.model.json.Json;
import dev.llmops.spi.config.Secret;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fingerprints bound settings: equal settings have equal hashes, whatever their secrets are. */
public final class ConfigHash {

  private ConfigHash() {}

  /** SHA-256 in lower-case hex of the record's canonical form, secrets left out. */
  public static String of(Record settings) {
    StringBuilder canonical = new StringBuilder();
    append(settings, canonical);
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] bytes = canonical.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha256.digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void append(Object value, StringBuilder out) {
    switch (value) {
      case Secret _ -> out.append("secret");
      case Optional<?> optional ->
          optional.ifPresentOrElse(v -> append(v, out), () -> out.append('-'));
      case List<?> list -> {
        out.append('[');
        list.forEach(element -> append(element, out.append(',')));
        out.append(']');
      }
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, element) -> sorted.put(String.valueOf(key), element));
        out.append('{');
        sorted.forEach((key, element) -> append(element, text(key, out.append(',')).append(':')));
        out.append('}');
      }
      case Json json when json.isObject() -> append(json.fields(), out);
      case Json json when json.isArray() -> append(json.elements(), out);
      case ConfigNode node -> append(node.redacted(), out);
      case Record settings -> appendRecord(settings, out);
      default -> text(value.toString(), out);
    }
  }

  private static void appendRecord(Record settings, StringBuilder out) {
    Map<String, Object> sorted = new TreeMap<>();
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      try {
        component.getAccessor().setAccessible(true);
        Object value = component.getAccessor().invoke(settings);
        sorted.put(SettingShape.kebab(component.getName()), value == null ? "null" : value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalArgumentException("the settings cannot be read", e);
      }
    }
    append(sorted, out);
  }

  /** Length first, so that no text can look like a structure. */
  private static StringBuilder text(String text, StringBuilder out) {
    return out.append(text.length()).append('"').append(text).append('"');
  }
}
