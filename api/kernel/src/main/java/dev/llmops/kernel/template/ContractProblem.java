package dev.llmops.kernel.template;

import java.util.Objects;

/**
 * A contradiction between a template and the variables declared for it.
 *
 * @param location a JSON pointer into the declaration ({@code /variables/2/name}), or {@code
 *     /content:LINE:COLUMN} for a tag of the template, {@code /messages/0/content:LINE:COLUMN} for
 *     one of a message
 * @param code what is wrong, for programs
 * @param message what is wrong and what to do, for people
 */
public record ContractProblem(String location, Code code, String message) {

  /** What can be wrong. */
  public enum Code {
    /** The template uses a name that is not declared and cannot be a field either. */
    UNDECLARED,
    /** The template asks for a field of a variable whose type has no fields. */
    NO_FIELDS,
    /** A variable's name breaks the rule for names. */
    INVALID_NAME,
    /** A name is declared more than once. */
    DUPLICATE_NAME,
    /** A default is not of the declared type. */
    WRONG_DEFAULT,
    /** A validation pattern is malformed, too large, or stands at a type that takes none. */
    INVALID_PATTERN
  }

  public ContractProblem {
    Objects.requireNonNull(location, "location is null");
    Objects.requireNonNull(code, "code is null");
    Objects.requireNonNull(message, "message is null");
  }
}
