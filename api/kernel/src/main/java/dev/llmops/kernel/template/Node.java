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
}
