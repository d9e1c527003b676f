package dev.llmops.service.experiment;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.Variant;
import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an experiment becomes with each change of its status, one revision on. */
final class Steps {

  private Steps() {}

  /** A draft that starts, with its prompts pinned. */
  static Experiment started(Experiment draft, List<Variant> pinned, Instant at) {
    return next(
        draft,
        ExperimentStatus.RUNNING,
        pinned,
        Optional.of(at),
        Optional.empty(),
        Optional.empty(),
        Json.NULL);
  }

  /** A started experiment that is paused or resumed. */
  static Experiment going(Experiment before, ExperimentStatus status) {
    return next(
        before,
        status,
        before.variants(),
        before.startedAt(),
        Optional.empty(),
        Optional.empty(),
        Json.NULL);
  }

  static Experiment cancelled(Experiment before, Instant at) {
    return next(
        before,
        ExperimentStatus.CANCELLED,
        before.variants(),
        before.startedAt(),
        Optional.of(at),
        Optional.empty(),
        Json.NULL);
  }

  static Experiment completed(Experiment before, Instant at, Optional<String> winner, Json result) {
    return next(
        before,
        ExperimentStatus.COMPLETED,
        before.variants(),
        before.startedAt(),
        Optional.of(at),
        winner,
        result);
  }

  /** With what can change of an experiment that has started. */
  static Experiment noted(Experiment before, ExperimentEdit edit) {
    return new Experiment(
        before.id(),
        before.name(),
        edit.description().orElse(before.description()),
        edit.metadata().orElse(before.metadata()),
        before.variants(),
        before.metrics(),
        before.targeting(),
        edit.traffic().orElse(before.traffic()),
        before.segments(),
        before.status(),
        before.salt(),
        before.epoch(),
        before.minSamples(),
        before.confidence(),
        before.createdAt(),
        before.startedAt(),
        before.endedAt(),
        before.winner(),
        before.result(),
        before.revision());
  }

  /** What its creator asked for is replaced by what another draft says. */
  static Experiment edited(Experiment before, Experiment asked) {
    return new Experiment(
        before.id(),
        asked.name(),
        asked.description(),
        asked.metadata(),
        asked.variants(),
        asked.metrics(),
        asked.targeting(),
        asked.traffic(),
        asked.segments(),
        before.status(),
        before.salt(),
        before.epoch(),
        asked.minSamples(),
        asked.confidence(),
        before.createdAt(),
        before.startedAt(),
        before.endedAt(),
        before.winner(),
        before.result(),
        before.revision() + 1);
  }

  private static Experiment next(
      Experiment before,
      ExperimentStatus status,
      List<Variant> variants,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      Optional<String> winner,
      Json result) {
    return new Experiment(
        before.id(),
        before.name(),
        before.description(),
        before.metadata(),
        variants,
        before.metrics(),
        before.targeting(),
        before.traffic(),
        before.segments(),
        status,
        before.salt(),
        before.epoch(),
        before.minSamples(),
        before.confidence(),
        before.createdAt(),
        startedAt,
        endedAt,
        winner,
        result,
        before.revision() + 1);
  }
}
