package dev.llmops.kernel.template;

/** What {@link TemplateScanner} cuts a template into. */
sealed interface Token {

  /** Text between tags, never empty. */
  record Text(String text) implements Token {}

  /** A tag that matters; comments are dropped by the scanner. */
  record Tag(Type type, Path path, int offset) implements Token {}

  /**
   * A tag that includes another prompt.
   *
   * @param indent the blanks before it when it is alone on its line
   * @param lineBreak the line break after it when it is alone on its line
   */
  record Include(String name, String ref, int offset, String indent, String lineBreak)
      implements Token {}

  /** The kinds of tags. */
  enum Type {
    VARIABLE,
    SECTION,
    INVERTED,
    CLOSE
  }
}
