package dev.llmops.metrics.text;

/**
 * What is done to white space before texts are compared. White space is what Unicode and Java call
 * so, no-break spaces included.
 */
public enum WhiteSpace {
  /** Nothing. */
  KEEP,
  /** It is removed at both ends. */
  TRIM,
  /** It is removed at both ends, and each run in between becomes one space. */
  COLLAPSE;

  /** The text after this treatment. */
  String apply(String text) {
    return switch (this) {
      case KEEP -> text;
      case TRIM -> trim(text);
      case COLLAPSE -> collapse(text);
    };
  }

  /** Whether a character is white space. All white space lies in the basic plane, so chars do. */
  static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static String trim(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isSpace(text.charAt(from))) {
      from++;
    }
    while (to > from && isSpace(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  private static String collapse(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean pending = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSpace(c)) {
        pending = true;
        continue;
      }
      if (pending && !out.isEmpty()) {
        out.append(' ');
      }
      pending = false;
      out.append(c);
    }
    return out.toString();
  }
}
