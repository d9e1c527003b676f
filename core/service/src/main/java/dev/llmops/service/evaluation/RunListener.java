package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;

/** Is told of runs that are completed. */
@FunctionalInterface
public interface RunListener {

  /**
   * Tells of a completed run. It is told again after a crash, and again when it throws; so what it
   * does must be the same done twice.
   *
   * @throws InterruptedException when the server stops
   */
  void completed(Run run) throws InterruptedException;
}
