package dev.llmops.host.config;

import java.util.Objects;
import java.util.Optional;

/**
 * What the reference says about one key.
 *
 * @param key dotted, relative to the record it was asked of
 * @param type in words, such as {@code duration} or {@code list of text}
 * @param defaultValue as an operator would write it
 * @param required whether an operator must give it
 * @param doc one line; may be empty
 */
public record ConfigKey(
    String key, String type, Optional<String> defaultValue, boolean required, String doc) {

  public ConfigKey {
    Objects.requireNonNull(key, "key is null");
    Objects.requireNonNull(type, "type is null");
    Objects.requireNonNull(defaultValue, "defaultValue is null");
    Objects.requireNonNull(doc, "doc is null");
  }
}
