package dev.llmops.service.dataset;

import dev.llmops.service.error.Problems;
import java.util.Objects;

/**
 * What an upload shall become.
 *
 * @param mode whether the samples of the latest version stay
 * @param note what its uploader says about it; may be empty
 */
public record NewVersion(Mode mode, String note) {

  /** Whether the samples of the latest version stay. */
  public enum Mode {
    /** The version holds the uploaded samples only. */
    REPLACE,
    /** The version holds the samples of the latest version and the uploaded ones behind them. */
    APPEND
  }

  /** The uploaded samples only, and no note. */
  public static final NewVersion PLAIN = new NewVersion(Mode.REPLACE, "");

  private static final int MAX_NOTE = 1_000;

  public NewVersion {
    Objects.requireNonNull(mode, "mode is null");
    Objects.requireNonNull(note, "note is null");
  }

  /**
   * Checks the note.
   *
   * @throws dev.llmops.service.error.ServiceException when it is too long
   */
  void check() {
    Problems problems = new Problems();
    problems.require(
        note.length() <= MAX_NOTE, "?note", "a note has at most " + MAX_NOTE + " characters");
    problems.throwIfAny("LLM-DAT-011", "the upload");
  }
}
