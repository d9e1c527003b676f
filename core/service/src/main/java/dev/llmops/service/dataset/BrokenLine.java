package dev.llmops.service.dataset;

import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.List;

/** Tells which line of an upload is wrong. */
public final class BrokenLine {

  /** The code of every error that names a line. */
  public static final String CODE = "LLM-DAT-005";

  private BrokenLine() {}

  /** That a line cannot be read at all. */
  public static ServiceException of(long number, String message) {
    return of(number, List.of(new Problem("", message)));
  }

  /** Everything that is wrong with a line; the pointers are relative to the record on it. */
  static ServiceException of(long number, List<Problem> problems) {
    String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    return new ServiceException(
        Kind.INVALID,
        CODE,
        "line " + number + ": " + problems.get(0).message() + more + "; nothing was uploaded",
        problems);
  }
}
