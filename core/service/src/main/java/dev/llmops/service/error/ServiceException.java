package dev.llmops.service.error;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tells a caller that a request cannot be served, and what to do about it. The server maps its kind
 * to an HTTP status.
 */
public final class ServiceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why a request cannot be served. */
  public enum Kind {
    /** Well-formed but not valid. */
    INVALID,
    /** What it names does not exist. */
    NOT_FOUND,
    /** It contradicts the present state. */
    CONFLICT,
    /** What it would change has been changed by somebody else. */
    STALE,
    /** It is larger than allowed. */
    TOO_LARGE,
    /** It may succeed later. */
    UNAVAILABLE
  }

  /**
   * One thing that is wrong with a request.
   *
   * @param pointer where, as a JSON pointer into the request body; empty for the whole of it
   * @param message what is wrong and what would be right
   */
  public record Problem(String pointer, String message) {

    public Problem {
      Objects.requireNonNull(pointer, "pointer is null");
      Objects.requireNonNull(message, "message is null");
    }
  }

  private final Kind kind;
  private final String code;
  private final transient List<Problem> problems;
  private final transient Optional<Record> current;

  /**
   * With everything that is wrong.
   *
   * @param kind why
   * @param code stable, such as {@code LLM-PRM-003}
   * @param message one sentence for people, with the remedy
   * @param problems each thing that is wrong, where there are several or a place can be named
   */
  public ServiceException(Kind kind, String code, String message, List<Problem> problems) {
    this(kind, code, message, problems, Optional.empty());
  }

  private ServiceException(
      Kind kind, String code, String message, List<Problem> problems, Optional<Record> current) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind is null");
    this.code = Objects.requireNonNull(code, "code is null");
    this.problems = List.copyOf(problems);
    this.current = Objects.requireNonNull(current, "current is null");
  }

  /** With one sentence only. */
  public ServiceException(Kind kind, String code, String message) {
    this(kind, code, message, List.of());
  }

  /**
   * Of kind {@code STALE}.
   *
   * @param current the resource as it is now; empty when there is none
   */
  public static ServiceException stale(
      String code, String message, Optional<? extends Record> current) {
    return new ServiceException(Kind.STALE, code, message, List.of(), current.map(it -> it));
  }

  /** Why the request cannot be served. */
  public Kind kind() {
    return kind;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** Each thing that is wrong; may be empty. */
  public List<Problem> problems() {
    return problems == null ? List.of() : problems;
  }

  /** The resource as it is now, where somebody else has changed it. */
  public Optional<Record> current() {
    return current == null ? Optional.empty() : current;
  }
}
