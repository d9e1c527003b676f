package dev.llmops.model.evaluation;

import dev.llmops.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One evaluation of a prompt and a model against a dataset.
 *
 * @param id unique, ordered by creation
 * @param name what people call it; may be empty
 * @param description what it is for; may be empty
 * @param metadata a JSON object of the user's
 * @param spec what is evaluated
 * @param status where it is in its life
 * @param totalSamples how many samples the dataset version holds
 * @param createdAt when it was asked for
 * @param startedAt when work began, the last time if it was resumed
 * @param endedAt when it became final
 * @param worked how long it was worked on, each time until it became final
 * @param failure why it failed; empty otherwise
 * @param summary the aggregates, once the run is final
 * @param revision how often the record was written, from 1
 */
public record Run(
    String id,
    String name,
    String description,
    Json metadata,
    RunSpec spec,
    RunStatus status,
    long totalSamples,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Duration worked,
    Optional<String> failure,
    Optional<RunSummary> summary,
    long revision) {

  public Run {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(description, "description is null");
    Objects.requireNonNull(metadata, "metadata is null");
    Objects.requireNonNull(spec, "spec is null");
    Objects.requireNonNull(status, "status is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
    Objects.requireNonNull(startedAt, "startedAt is null");
    Objects.requireNonNull(endedAt, "endedAt is null");
    Objects.requireNonNull(worked, "worked is null");
    Objects.requireNonNull(failure, "failure is null");
    Objects.requireNonNull(summary, "summary is null");
  }
}
