package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.SampleResult;

/** Is told of what becomes of runs. */
@FunctionalInterface
public interface RunListener {

  /**
   * Tells of a completed run. It is told again after a crash, and again when it throws; so what it
   * does must be the same done twice.
   *
   * @throws InterruptedException when the server stops
   */
  void completed(Run run) throws InterruptedException;

  /**
   * Tells of a run that has ended, however it did, before {@link #completed}. It is told once
   * unless the server dies. Must be quick and must not throw.
   */
  default void ended(Run run) {}

  /** Tells once of a result that is stored. Must be quick and must not throw. */
  default void stored(Run run, SampleResult result) {}
}
