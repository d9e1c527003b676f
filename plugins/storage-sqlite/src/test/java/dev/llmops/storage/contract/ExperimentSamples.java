package dev.llmops.storage.contract;

import static dev.llmops.storage.contract.Samples.NOON;
import static dev.llmops.storage.contract.Samples.ODD_JSON;
import static dev.llmops.storage.contract.Samples.ODD_TEXT;
import static dev.llmops.storage.contract.Samples.id;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentMetric;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.experiment.TargetingCondition;
import dev.llmops.model.experiment.TargetingOperator;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import dev.llmops.model.prompt.PromptReference;
import java.util.List;
import java.util.Optional;

/** Experiments and what is observed in them to store, with every field filled where it can be. */
public final class ExperimentSamples {

  private ExperimentSamples() {}

  public static Experiment experiment(int number) {
    return new Experiment(
        id(number),
        "experiment " + number,
        ODD_TEXT,
        ODD_JSON,
        List.of(
            new Variant(
                "control",
                "",
                true,
                1.0 / 3,
                Optional.of(new PromptReference("greet", "^1.2")),
                Optional.of("main"),
                Optional.of("gpt"),
                ODD_JSON),
            new Variant(
                "bold",
                ODD_TEXT,
                false,
                2.0 / 3,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Json.EMPTY_OBJECT)),
        List.of(
            new ExperimentMetric("accuracy", MetricKind.PROPORTION, Direction.INCREASE, true, "z"),
            new ExperimentMetric("latency", MetricKind.MEAN, Direction.DECREASE, false, "welch")),
        List.of(
            new TargetingCondition(
                "plan", TargetingOperator.NOT_IN, List.of(Json.of(ODD_TEXT), Json.of(1.5))),
            new TargetingCondition("age", TargetingOperator.EXISTS, List.of())),
        1.0 / 3,
        List.of("country", ODD_TEXT),
        ExperimentStatus.DRAFT,
        "salt",
        1,
        100,
        0.95,
        NOON,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Json.NULL,
        1);
  }

  /** The same experiment, completed. */
  public static Experiment completed(Experiment draft) {
    return new Experiment(
        draft.id(),
        draft.name() + " renamed",
        draft.description(),
        Json.EMPTY_OBJECT,
        draft.variants().reversed(),
        draft.metrics(),
        List.of(),
        1,
        List.of(),
        ExperimentStatus.COMPLETED,
        draft.salt(),
        3,
        draft.minSamples(),
        draft.confidence(),
        draft.createdAt(),
        Optional.of(NOON.plusSeconds(1)),
        Optional.of(NOON.plusSeconds(2)),
        Optional.of("bold"),
        ODD_JSON,
        draft.revision() + 1);
  }

  public static Experiment withStatus(Experiment experiment, ExperimentStatus status) {
    return new Experiment(
        experiment.id(),
        experiment.name(),
        experiment.description(),
        experiment.metadata(),
        experiment.variants(),
        experiment.metrics(),
        experiment.targeting(),
        experiment.traffic(),
        experiment.segments(),
        status,
        experiment.salt(),
        experiment.epoch(),
        experiment.minSamples(),
        experiment.confidence(),
        experiment.createdAt(),
        experiment.startedAt(),
        experiment.endedAt(),
        experiment.winner(),
        experiment.result(),
        experiment.revision());
  }

  public static Observation observation(String experiment, String id, double value) {
    return new Observation(id, experiment, "user-" + id, "control", "accuracy", value, NOON);
  }

  /** What a unit adds to the metric {@code latency} of the first experiment. */
  public static UnitRollup rollup(String unit, String variant, long count, double sum, double max) {
    return new UnitRollup(new UnitRollup.Key(id(1), "latency", unit), variant, count, sum, max);
  }
}
