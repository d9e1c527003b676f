package dev.llmops.service.error;

import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Collects everything that is wrong with a request, so that it can be reported at once. Not
 * thread-safe.
 */
public final class Problems {

  private final List<Problem> found = new ArrayList<>();

  /** Adds a problem at a JSON pointer into the request body. */
  public void add(String pointer, String message) {
    found.add(new Problem(pointer, message));
  }

  /** Adds a problem unless the condition holds; returns the condition. */
  public boolean require(boolean condition, String pointer, String message) {
    if (!condition) {
      add(pointer, message);
    }
    return condition;
  }

  /** Adds everything that others have found. */
  public void addAll(Problems others) {
    found.addAll(others.found);
  }

  /** Those at places that are wanted. */
  public Problems only(Predicate<String> pointers) {
    Problems wanted = new Problems();
    found.stream().filter(problem -> pointers.test(problem.pointer())).forEach(wanted.found::add);
    return wanted;
  }

  /** What was found, in the order it was added. */
  public List<Problem> list() {
    return List.copyOf(found);
  }

  /** Whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Reports what was found.
   *
   * @throws ServiceException of kind {@code INVALID} when anything was
   */
  public void throwIfAny(String code, String what) {
    if (!found.isEmpty()) {
      String message =
          found.size() == 1
              ? what + " is not valid: " + found.get(0).message()
              : what + " is not valid: " + found.size() + " problems";
      throw new ServiceException(Kind.INVALID, code, message, found);
    }
  }
}
