package dev.llmops.kernel.template;

import java.util.List;
import java.util.Objects;

/**
 * A place where a template uses a name.
 *
 * @param name the name as written: {@code name}, {@code order.id}, or {@code .} for the current
 *     element
 * @param kind what it is used for
 * @param line the line of its tag, from 1
 * @param column the column where its tag begins, from 1, in UTF-16 units
 * @param sections the names of the enclosing sections whose value may supply the name, outermost
 *     first; inverted sections supply nothing and are left out
 * @param within the place in an included prompt, such as {@code 2:5 of policy 1.2.0}, for which
 *     line and column tell where it is included; empty for a name of the template itself
 */
public record Reference(
    String name, Kind kind, int line, int column, List<String> sections, String within) {

  /** What a name is used for. */
  public enum Kind {
    VARIABLE,
    SECTION,
    INVERTED
  }

  public Reference {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(kind, "kind is null");
    sections = List.copyOf(sections);
    Objects.requireNonNull(within, "within is null");
  }

  /**
   * The part before the first dot: at root level the name of a variable. The current element has
   * {@code .}.
   */
  public String root() {
    return Path.of(name).root();
  }
}
