package dev.llmops.model.schedule;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A run that is started again and again.
 *
 * @param id unique, ordered by creation
 * @param name what people call it
 * @param timing when it is due
 * @param run what its runs evaluate
 * @param paused whether it waits to be resumed
 * @param overlap what happens when it is due while its last run has not ended
 * @param misfire what happens with times that passed while no server was there
 * @param grace how late it may start and still count as in time
 * @param createdAt when it was made
 * @param nextAt when it is due next; empty while it is paused
 * @param lastRun the run that it started last
 * @param lastFiring what became of it when it was due last
 * @param revision how often the record was written, from 1
 */
public record Schedule(
    String id,
    String name,
    @JsonUnwrapped Timing timing,
    RunTemplate run,
    boolean paused,
    Overlap overlap,
    Misfire misfire,
    Duration grace,
    Instant createdAt,
    Optional<Instant> nextAt,
    Optional<String> lastRun,
    Optional<Firing> lastFiring,
    long revision) {

  public Schedule {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(timing, "timing is null");
    Objects.requireNonNull(run, "run is null");
    Objects.requireNonNull(overlap, "overlap is null");
    Objects.requireNonNull(misfire, "misfire is null");
    Objects.requireNonNull(grace, "grace is null");
    Objects.requireNonNull(createdAt, "createdAt is null");
    Objects.requireNonNull(nextAt, "nextAt is null");
    Objects.requireNonNull(lastRun, "lastRun is null");
    Objects.requireNonNull(lastFiring, "lastFiring is null");
  }

  /** The next state, in which it is due at another time. */
  public Schedule dueAt(Optional<Instant> next) {
    return new Schedule(
        id,
        name,
        timing,
        run,
        paused,
        overlap,
        misfire,
        grace,
        createdAt,
        next,
        lastRun,
        lastFiring,
        revision + 1);
  }

  /** The next state, after it was due. */
  public Schedule fired(Firing firing, Optional<Instant> next) {
    return new Schedule(
        id,
        name,
        timing,
        run,
        paused,
        overlap,
        misfire,
        grace,
        createdAt,
        next,
        firing.run().isPresent() ? firing.run() : lastRun,
        Optional.of(firing),
        revision + 1);
  }
}
