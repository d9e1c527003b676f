package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Direction;
import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.MetricKind;
import dev.llmops.model.json.Json;
import dev.llmops.service.experiment.NewExperiment.NewMetric;
import dev.llmops.service.experiment.NewExperiment.NewVariant;
import dev.llmops.service.online.OnlineServer;
import dev.llmops.service.prompt.NewPromptVersion;
import java.util.ArrayList;
import java.util.List;

/**
 * Experiments for tests: variants {@code old} (control) and {@code new}, a proportion {@code
 * solved} and a mean {@code seconds}.
 */
final class Experiments {

  static final StatusChange CHANGE = StatusChange.by(OnlineServer.ANNA, "because");

  private Experiments() {}

  static NewExperiment draft(String name) {
    return NewExperiment.of(
        name,
        List.of(NewVariant.of("old", true), NewVariant.of("new", false)),
        List.of(
            NewMetric.of("solved", MetricKind.PROPORTION, Direction.INCREASE, true),
            NewMetric.of("seconds", MetricKind.MEAN, Direction.DECREASE, false)));
  }

  /** Serves prompt {@code answer}: 1.0.0, labelled production, against the highest 1.x. */
  static NewExperiment promptDraft(OnlineServer server, String name) {
    for (String version : List.of("1.0.0", "1.1.0")) {
      server.prompts.create(
          NewPromptVersion.of("answer", version, "Version " + version, List.of()),
          OnlineServer.ANNA);
    }
    return NewExperiment.of(
        name,
        List.of(
            NewVariant.of("old", true).serving("answer", "production"),
            NewVariant.of("new", false).serving("answer", "^1.0")),
        draft(name).metrics());
  }

  static Experiment running(OnlineServer server, String name) {
    server.experiments.create(draft(name), OnlineServer.ANNA);
    return server.experiments.start(name, CHANGE);
  }

  /**
   * Assigns units 0 to count − 1 and records whether each solved its task, by variant in percent.
   */
  static void observe(
      OnlineServer server, String experiment, int count, int oldPercent, int newPercent) {
    List<NewObservation> batch = new ArrayList<>();
    int[] seen = new int[2];
    for (int i = 0; i < count; i++) {
      boolean control =
          server
              .experiments
              .assign(experiment, "user-" + i, OnlineServer.ANNA)
              .variant()
              .equals("old");
      int rank = seen[control ? 0 : 1]++;
      batch.add(
          NewObservation.of(
              "event-" + i,
              experiment,
              "user-" + i,
              "solved",
              rank % 100 < (control ? oldPercent : newPercent) ? 1 : 0));
    }
    server.experiments.record(batch, OnlineServer.ANNA);
  }

  /** A field of a JSON value by its path; array elements by index. */
  static Json at(Json json, String path) {
    Json found = json;
    for (String step : path.split("\\.")) {
      found =
          found.isArray()
              ? found.elements().get(Integer.parseInt(step))
              : found.get(step).orElseThrow();
    }
    return found;
  }
}
