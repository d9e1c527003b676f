package dev.llmops.kernel.template;

import java.util.List;
import java.util.Objects;

/**
 * A place where a template includes another prompt: {@code {{> policy@^1.2}}}.
 *
 * @param name the other prompt
 * @param ref an exact version or a range; {@code *} when the tag names none
 * @param line the line of its tag, from 1
 * @param column the column where its tag begins, from 1, in UTF-16 units
 * @param sections the names of the enclosing sections whose value may supply the names that the
 *     other prompt uses, outermost first
 */
public record Inclusion(String name, String ref, int line, int column, List<String> sections) {

  public Inclusion {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(ref, "ref is null");
    sections = List.copyOf(sections);
  }

  /** The place and the tag, such as {@code 3:1: {{> policy@^1.2}}}. */
  @Override
  public String toString() {
    return line + ":" + column + ": {{> " + name + "@" + ref + "}}";
  }
}
