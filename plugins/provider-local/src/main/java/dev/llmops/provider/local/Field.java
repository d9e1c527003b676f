package dev.llmops.provider.local;

import java.util.Optional;

/**
 * A line of the form {@code Name: value}. The name begins with a letter, holds letters, digits,
 * spaces, hyphens and underscores, and has at most {@value #MAX_NAME} characters. The colon is
 * followed by white space or by nothing, so that {@code http://…} and {@code 12:30} are no fields.
 * White space around the line is ignored.
 *
 * @param name as written, case-sensitive
 * @param value what follows the colon, without white space around it; may be empty
 */
record Field(String name, String value) {

  private static final int MAX_NAME = 40;

  boolean isBlank() {
    return value.isEmpty();
  }

  static Optional<Field> parse(String line) {
    String text = line.strip();
    int colon = text.indexOf(':');
    if (colon < 1 || colon > MAX_NAME || !Character.isLetter(text.charAt(0))) {
      return Optional.empty();
    }
    if (colon + 1 < text.length() && !Character.isWhitespace(text.charAt(colon + 1))) {
      return Optional.empty();
    }
    String name = text.substring(0, colon).stripTrailing();
    boolean plain =
        name.chars()
            .allMatch(c -> Character.isLetterOrDigit(c) || c == ' ' || c == '-' || c == '_');
    return plain
        ? Optional.of(new Field(name, text.substring(colon + 1).strip()))
        : Optional.empty();
  }
}
