package dev.llmops.service.schedule;

import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.RunTemplate;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What shall be different about a schedule; what is empty stays as it is. A cron expression takes
 * the place of an interval, and the other way round.
 *
 * @param name what people call it
 * @param cron five fields
 * @param zone the IANA time zone of the fields
 * @param every the interval
 * @param run what its runs evaluate, as a whole
 * @param overlap what happens when it is due while its last run has not ended
 * @param misfire what happens with times that passed while no server was there
 * @param grace how late it may start and still count as in time
 * @param paused whether it waits to be resumed
 */
public record ScheduleChange(
    Optional<String> name,
    Optional<String> cron,
    Optional<String> zone,
    Optional<Duration> every,
    Optional<RunTemplate> run,
    Optional<Overlap> overlap,
    Optional<Misfire> misfire,
    Optional<Duration> grace,
    Optional<Boolean> paused) {

  public ScheduleChange {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(cron, "cron is null");
    Objects.requireNonNull(zone, "zone is null");
    Objects.requireNonNull(every, "every is null");
    Objects.requireNonNull(run, "run is null");
    Objects.requireNonNull(overlap, "overlap is null");
    Objects.requireNonNull(misfire, "misfire is null");
    Objects.requireNonNull(grace, "grace is null");
    Objects.requireNonNull(paused, "paused is null");
  }

  /** Pausing or resuming and nothing else. */
  public static ScheduleChange paused(boolean paused) {
    return new ScheduleChange(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(paused));
  }

  /** Whether it is due at other times. */
  boolean concernsTiming() {
    return cron.isPresent() || zone.isPresent() || every.isPresent();
  }
}
