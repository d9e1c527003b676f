package dev.llmops.model.experiment;

import dev.llmops.model.json.Json;
import java.time.Instant;
import java.util.Objects;

/**
 * What an experiment showed at one moment.
 *
 * @param experiment the experiment's id
 * @param number which of its looks this is, from 1
 * @param at when
 * @param result the numbers and the decision
 */
public record ExperimentLook(String experiment, long number, Instant at, Json result) {

  public ExperimentLook {
    Objects.requireNonNull(experiment, "experiment is null");
    Objects.requireNonNull(at, "at is null");
    Objects.requireNonNull(result, "result is null");
    if (number < 1) {
      throw new IllegalArgumentException("number must be at least 1, was " + number);
    }
  }
}
