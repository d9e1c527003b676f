package dev.llmops.kernel.template;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.llmops.model.prompt.Variable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the values of a variable must look like: an RE2 expression that the whole text of a value
 * must match. Matching takes time linear in the value whatever the expression is. Immutable and
 * thread-safe.
 */
final class ValuePattern {

  /** The most characters of an expression. */
  static final int MAX_LENGTH = 500;

  /** The most elements of an expression once its counts are written out. */
  static final int MAX_SIZE = 1_000;

  /** The most characters of a value that is matched. */
  static final int MAX_VALUE = 100_000;

  private final Pattern pattern;

  private ValuePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /** The patterns of those variables that have one, by name. */
  static Map<String, ValuePattern> of(List<Variable> declared) {
    return declared.stream()
        .filter(variable -> !variable.validation().isEmpty())
        .collect(
            Collectors.toUnmodifiableMap(
                Variable::name,
                variable -> new ValuePattern(Pattern.compile(variable.validation())),
                (first, second) -> first));
  }

  /** What is wrong with an expression, empty when nothing is. */
  static Optional<String> problem(String expression) {
    if (expression.length() > MAX_LENGTH) {
      return Optional.of(
          "a pattern has at most "
              + MAX_LENGTH
              + " characters, this one has "
              + expression.length());
    }
    // RE2 bounds the time of matching, not the size of what it compiles.
    if (PatternSize.of(expression) > MAX_SIZE) {
      return Optional.of(
          "the pattern is too large: with its counts written out it has more than "
              + MAX_SIZE
              + " elements; use smaller counts or * and +");
    }
    try {
      Pattern.compile(expression);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of(
          "the pattern is no RE2 expression: "
              + e.getMessage().strip()
              + "; look-around and back-references do not exist in RE2");
    }
  }

  /** Whether the whole text matches. */
  boolean matches(String text) {
    return text.length() <= MAX_VALUE && pattern.matches(text);
  }
}
