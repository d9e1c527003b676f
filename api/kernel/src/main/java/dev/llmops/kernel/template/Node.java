package dev.llmops.kernel.template;

import java.util.List;

/** A piece of a parsed template. */
sealed interface Node {

  /** Text that is copied. */
  record Text(String text) implements Node {}

  /** A placeholder. */
  record Variable(Path path, int line, int column) implements Node {}

  /** A section, or an inverted one that is rendered when the section would not be. */
  record Section(Path path, int line, int column, boolean inverted, List<Node> body)
      implements Node {}

  /**
   * A tag that includes another prompt.
   *
   * @param indent what goes before every line of what it includes
   * @param lineBreak what goes after it unless it ends a line itself
   */
  record Include(Inclusion inclusion, String indent, String lineBreak) implements Node {}

  /** What stands in the place of such a tag once it is known. */
  record Included(String prompt, List<Node> body) implements Node {}
}
