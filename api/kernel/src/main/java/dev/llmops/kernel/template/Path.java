package dev.llmops.kernel.template;

import java.util.List;
import java.util.Optional;

/**
 * A name in a tag: {@code name}, {@code order.customer.name} or {@code .} for the current element.
 *
 * @param text as it is written, without surrounding white space
 * @param segments the names between the dots; empty for {@code .}
 */
record Path(String text, List<String> segments) {

  static final int MAX_LENGTH = 256;

  static Path of(String text) {
    return new Path(text, text.equals(".") ? List.of() : List.of(text.split("\\.", -1)));
  }

  boolean isCurrent() {
    return segments.isEmpty();
  }

  /** The first name; {@code .} for the current element. */
  String root() {
    return isCurrent() ? "." : segments.get(0);
  }

  /** What is wrong with this path, empty when nothing is. */
  Optional<String> problem() {
    if (text.length() > MAX_LENGTH) {
      return Optional.of("the name is longer than " + MAX_LENGTH + " characters");
    }
    return segments.stream()
        .flatMap(segment -> VariableNames.problem(segment).stream())
        .findFirst();
  }
}
