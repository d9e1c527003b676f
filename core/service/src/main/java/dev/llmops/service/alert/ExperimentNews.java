package dev.llmops.service.alert;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.experiment.analysis.Decision;
import dev.llmops.service.experiment.analysis.ExperimentResult;
import dev.llmops.service.experiment.analysis.SampleRatio;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What alerts tell of experiments. */
final class ExperimentNews {

  private static final String SHIP = "ship";
  private static final String ROLL_BACK = "roll-back";
  private static final String PLANNED = "planned-size";
  static final String MISMATCH = "sample-ratio-mismatch";
  private static final String COMPLETED = "completed";

  /** The causes that are over when the experiment is. */
  static final List<String> WHILE_RUNNING = List.of(SHIP, ROLL_BACK, PLANNED, MISMATCH);

  private static final String SOURCE = "experiment";

  private ExperimentNews() {}

  static String condition(String experiment, String cause) {
    return Condition.of(SOURCE, cause, experiment);
  }

  /**
   * What a look finds that may be told whenever it is found, since its chance to be wrong is
   * bounded over all looks together.
   */
  static Optional<News> found(ExperimentResult result) {
    if (result.sampleRatio().isMismatchAtAllLooks() || !result.holdsAtAllLooks()) {
      return Optional.empty();
    }
    String message = ExperimentWording.decided(result.experiment(), result.decision().summary());
    return switch (result.decision().action()) {
      case SHIP -> Optional.of(decided(result, SHIP, Severity.INFO, message));
      case ROLL_BACK -> Optional.of(decided(result, ROLL_BACK, Severity.WARNING, message));
      case CONTINUE -> Optional.empty();
    };
  }

  /** What the one look at the planned size shows, whatever that is. */
  static News planned(ExperimentResult result) {
    Severity severity =
        result.decision().action() == Decision.Action.ROLL_BACK ? Severity.WARNING : Severity.INFO;
    return decided(
        result,
        PLANNED,
        severity,
        ExperimentWording.planned(result.experiment(), result.decision().summary()));
  }

  private static News decided(
      ExperimentResult result, String cause, Severity severity, String message) {
    Decision decision = result.decision();
    return news(
        result.experiment(),
        cause,
        severity,
        message,
        facts(result.experiment(), cause)
            .with("variant", decision.variant())
            .with("units", result.units())
            .with("reasons", Json.array(decision.reasons().stream().map(Json::of).toList())),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  static News mismatch(ExperimentResult result) {
    SampleRatio ratio = result.sampleRatio();
    return news(
        result.experiment(),
        MISMATCH,
        Severity.WARNING,
        ExperimentWording.mismatch(result.experiment(), ratio.reason()),
        facts(result.experiment(), MISMATCH).with("units", result.units()),
        OptionalDouble.of(SampleRatio.THRESHOLD),
        OptionalDouble.of(ratio.anytimePValue()));
  }

  static News completed(Experiment experiment) {
    String summary =
        experiment
            .result()
            .get("decision")
            .flatMap(it -> it.get("summary"))
            .map(Json::asString)
            .orElse("");
    return news(
        experiment,
        COMPLETED,
        Severity.INFO,
        ExperimentWording.completed(experiment, summary),
        facts(experiment, COMPLETED).with("variant", experiment.winner()),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  private static Facts facts(Experiment experiment, String cause) {
    return new Facts()
        .with("experiment", experiment.id())
        .with("name", experiment.name())
        .with("cause", cause)
        .with("prompt", experiment.control().prompt().map(PromptReference::name));
  }

  private static News news(
      Experiment experiment,
      String cause,
      Severity severity,
      String message,
      Facts details,
      OptionalDouble threshold,
      OptionalDouble actual) {
    return new News(
        AlertType.EXPERIMENT,
        severity,
        message,
        SOURCE,
        experiment.id(),
        Optional.empty(),
        threshold,
        actual,
        details.json(),
        condition(experiment.id(), cause));
  }
}
