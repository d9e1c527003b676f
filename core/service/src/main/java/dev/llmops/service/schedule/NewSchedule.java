package dev.llmops.service.schedule;

import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.RunTemplate;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A schedule that somebody wants to make.
 *
 * @param name what people call it
 * @param cron five fields: minute, hour, day of month, month, day of week; empty for an interval
 * @param zone the IANA time zone of the fields; UTC when empty
 * @param every the interval; empty for a cron expression
 * @param run what its runs evaluate
 * @param startNow whether its first run starts at once rather than when it is due first
 * @param overlap what happens when it is due while its last run has not ended
 * @param misfire what happens with times that passed while no server was there
 * @param grace how late it may start and still count as in time
 * @param paused whether it waits to be resumed
 */
public record NewSchedule(
    String name,
    Optional<String> cron,
    Optional<String> zone,
    Optional<Duration> every,
    RunTemplate run,
    boolean startNow,
    Overlap overlap,
    Misfire misfire,
    Duration grace,
    boolean paused) {

  /** How late a schedule may start unless it says otherwise. */
  public static final Duration GRACE = Duration.ofMinutes(5);

  public NewSchedule {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(cron, "cron is null");
    Objects.requireNonNull(zone, "zone is null");
    Objects.requireNonNull(every, "every is null");
    Objects.requireNonNull(run, "run is null");
    Objects.requireNonNull(overlap, "overlap is null");
    Objects.requireNonNull(misfire, "misfire is null");
    Objects.requireNonNull(grace, "grace is null");
  }
}
