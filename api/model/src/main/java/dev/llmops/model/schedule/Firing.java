package dev.llmops.model.schedule;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One occasion on which a schedule or an automatic evaluation was to start a run, and what became
 * of it.
 *
 * @param id unique, ordered by creation
 * @param origin what was due: {@code schedule/ID} or {@code prompt/NAME}
 * @param cause why it was due
 * @param dueAt when
 * @param outcome what became of it
 * @param settledAt when that was known; of a pending one, when it was made
 * @param version the prompt version to be evaluated; empty where the reference is resolved later
 * @param dataset the dataset to be evaluated on
 * @param run the run that was started
 * @param samples how many samples the run has; 0 without one
 * @param detail why there is no run, or what is special about it; may be empty
 */
public record Firing(
    String id,
    String origin,
    Cause cause,
    Instant dueAt,
    Outcome outcome,
    Instant settledAt,
    Optional<String> version,
    String dataset,
    Optional<String> run,
    long samples,
    String detail) {

  /** Why it was due. */
  public enum Cause {
    /** Its time came. */
    @JsonProperty("time")
    TIME,
    /** Its time passed while no server was there; this makes up for it. */
    @JsonProperty("catch_up")
    CATCH_UP,
    /** Somebody asked for it. */
    @JsonProperty("trigger")
    TRIGGER,
    /** A version of the prompt was created. */
    @JsonProperty("version")
    VERSION,
    /** The label {@code production} moved. */
    @JsonProperty("activation")
    ACTIVATION,
    /** The interval of automatic evaluation was over. */
    @JsonProperty("interval")
    INTERVAL
  }

  /** What became of it. */
  public enum Outcome {
    /** Not known yet. */
    @JsonProperty("pending")
    PENDING,
    /** A run was started. */
    @JsonProperty("started")
    STARTED,
    /** Left out on purpose; the detail says which. */
    @JsonProperty("skipped")
    SKIPPED,
    /** Its time passed while no server was there. */
    @JsonProperty("missed")
    MISSED,
    /** A run could not be started; the detail says why. */
    @JsonProperty("failed")
    FAILED
  }

  public Firing {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(origin, "origin is null");
    Objects.requireNonNull(cause, "cause is null");
    Objects.requireNonNull(dueAt, "dueAt is null");
    Objects.requireNonNull(outcome, "outcome is null");
    Objects.requireNonNull(settledAt, "settledAt is null");
    Objects.requireNonNull(version, "version is null");
    Objects.requireNonNull(dataset, "dataset is null");
    Objects.requireNonNull(run, "run is null");
    Objects.requireNonNull(detail, "detail is null");
  }
}
