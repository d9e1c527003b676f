package dev.llmops.service.alert;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.service.message.Message;

/** Every sentence about experiments in alerts that people read. */
final class ExperimentWording {

  private ExperimentWording() {}

  static String decided(Experiment experiment, String summary) {
    return Message.ALERT_EXPERIMENT_DECIDED.with(
        "experiment", experiment.name(), "summary", summary);
  }

  static String planned(Experiment experiment, String summary) {
    return Message.ALERT_EXPERIMENT_PLANNED.with(
        "experiment", experiment.name(), "size", experiment.minSamples(), "summary", summary);
  }

  static String mismatch(Experiment experiment, String reason) {
    return Message.ALERT_EXPERIMENT_MISMATCH.with(
        "experiment",
        experiment.name(),
        "reason",
        reason,
        "remedy",
        Message.REASON_RATIO_REMEDY.with());
  }

  static String completed(Experiment experiment, String summary) {
    return experiment
        .winner()
        .map(winner ->
            Message.ALERT_EXPERIMENT_COMPLETED.with(
                "experiment", experiment.name(), "winner", winner, "summary", summary))
        .orElseGet(() ->
            Message.ALERT_EXPERIMENT_WITHOUTWINNER.with(
                "experiment", experiment.name(), "summary", summary));
  }

  /** Why the alert on the sample ratio is over. */
  static String fits(Experiment experiment, String reason) {
    return Message.ALERT_EXPERIMENT_FITS.with("experiment", experiment.name(), "reason", reason);
  }

  static String deleted() {
    return Message.ALERT_EXPERIMENT_DELETED.with();
  }

  static String ended(Experiment experiment) {
    return Message.ALERT_EXPERIMENT_OVER.with(
        "experiment", experiment.name(), "status", AlertJson.word(experiment.status()));
  }
}
