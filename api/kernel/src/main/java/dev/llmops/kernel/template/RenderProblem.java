package dev.llmops.kernel.template;

import java.util.Objects;

/**
 * A reason why a template could not be rendered.
 *
 * @param variable the variable or, for {@link Code#UNRESOLVED}, the name in the placeholder; empty
 *     when the whole output is meant
 * @param code what is wrong, for programs
 * @param message what is wrong, for people, with the place in the template where there is one
 * @param line the line of the placeholder, from 1; 0 when the problem has no place
 * @param column the column where its tag begins, from 1, in UTF-16 units; 0 when the problem has no
 *     place
 */
public record RenderProblem(String variable, Code code, String message, int line, int column) {

  /** What can be wrong. */
  public enum Code {
    /** A required variable has neither value nor default. */
    MISSING,
    /** A value was given for a variable that is not declared. */
    UNDECLARED,
    /** A value or default is not of the declared type. */
    WRONG_TYPE,
    /** A value does not match the pattern of its variable. */
    MISMATCH,
    /** A placeholder names something that does not exist. */
    UNRESOLVED,
    /** The output or the work exceeds its limit. */
    TOO_LARGE
  }

  public RenderProblem {
    Objects.requireNonNull(variable, "variable is null");
    Objects.requireNonNull(code, "code is null");
    Objects.requireNonNull(message, "message is null");
  }

  static RenderProblem of(String variable, Code code, String message) {
    return new RenderProblem(variable, code, message, 0, 0);
  }
}
