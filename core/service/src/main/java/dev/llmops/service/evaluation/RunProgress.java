package dev.llmops.service.evaluation;

import dev.llmops.model.evaluation.RunStatus;
import java.util.Objects;

/**
 * How far a run has got, counting results that are stored.
 *
 * @param status where it is in its life
 * @param total samples of the dataset version
 * @param passed scored samples that met every pass bound
 * @param notPassed scored samples that did not
 * @param failed samples without a score because something failed
 * @param skipped samples that were not judged and, once the run is final, those not worked on
 * @param settled whether it has ended and is summed up
 */
public record RunProgress(
    RunStatus status,
    long total,
    long passed,
    long notPassed,
    long failed,
    long skipped,
    boolean settled) {

  static final RunProgress UNKNOWN = new RunProgress(RunStatus.PENDING, -1, 0, 0, 0, 0, false);

  public RunProgress {
    Objects.requireNonNull(status, "status is null");
  }

  /** How many samples are done with. */
  public long done() {
    return passed + notPassed + failed + skipped;
  }
}
