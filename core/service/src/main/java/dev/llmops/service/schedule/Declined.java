package dev.llmops.service.schedule;

/** Tells within a transaction that a run is better not started, so that nothing of it is stored. */
final class Declined extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * With the reason.
   *
   * @param message as it stands in the history
   */
  Declined(String message) {
    super(message, null, false, false);
  }
}
