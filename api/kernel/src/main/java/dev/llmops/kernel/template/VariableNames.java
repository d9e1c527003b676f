package dev.llmops.kernel.template;

import java.util.Optional;

/**
 * The rule for names of variables and of the fields that a template can reach: {@code
 * [A-Za-z_][A-Za-z0-9_-]{0,63}}.
 */
final class VariableNames {

  static final int MAX_LENGTH = 64;

  private VariableNames() {}

  /** What is wrong with the name, empty when nothing is. */
  static Optional<String> problem(String name) {
    if (name.isEmpty()) {
      return Optional.of("the name is empty");
    }
    if (name.length() > MAX_LENGTH) {
      return Optional.of(
          "the name \""
              + SyntaxProblems.shown(name)
              + "\" is longer than "
              + MAX_LENGTH
              + " characters");
    }
    boolean sound =
        isStart(name.charAt(0))
            && name.chars().allMatch(c -> isStart(c) || (c >= '0' && c <= '9') || c == '-');
    return sound
        ? Optional.empty()
        : Optional.of(
            "\""
                + SyntaxProblems.shown(name)
                + "\" is no name: it must start with a letter a-z, A-Z or an underscore and have only letters, digits,"
                + " underscores and hyphens");
  }

  private static boolean isStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
