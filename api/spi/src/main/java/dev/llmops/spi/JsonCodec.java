package dev.llmops.spi;

import dev.llmops.model.json.Json;

/**
 * Reads and writes JSON text. Thread-safe.
 *
 * @since 1.0
 */
public interface JsonCodec {

  /**
   * Parses one JSON value.
   *
   * @throws JsonFormatException when the text is not exactly one JSON value, is nested deeper than
   *     500 levels, or holds duplicate keys; the message names line and column
   */
  Json parse(String text);

  /** JSON text without white space. */
  default String write(Json json) {
    return json.toString();
  }

  /** Tells that a text is not JSON. */
  final class JsonFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message that names line and column. */
    public JsonFormatException(String message) {
      super(message);
    }
  }
}
