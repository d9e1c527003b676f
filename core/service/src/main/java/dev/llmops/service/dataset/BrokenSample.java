package dev.llmops.service.dataset;

import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.error.ServiceException.Problem;
import java.util.List;

/** Tells which sample of an upload is wrong. */
public final class BrokenSample {

  /** The code of every error that names a sample. */
  public static final String CODE = "LLM-DAT-005";

  private BrokenSample() {}

  /**
   * That a sample cannot be read at all.
   *
   * @param place where it stands, such as {@code line 7}
   */
  public static ServiceException at(String place, String message) {
    return at(place, List.of(new Problem("", message)));
  }

  /** Everything that is wrong with a sample; the pointers are relative to its record. */
  public static ServiceException at(String place, List<Problem> problems) {
    String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
    return new ServiceException(
        Kind.INVALID,
        CODE,
        place + ": " + problems.get(0).message() + more + "; nothing was uploaded",
        problems);
  }
}
