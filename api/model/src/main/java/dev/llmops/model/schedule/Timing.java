package dev.llmops.model.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * When something is due: by the wall clock of a place, or at a fixed interval.
 *
 * @param cron five fields: minute, hour, day of month, month, day of week; empty for an interval
 * @param zone the IANA time zone of the fields
 * @param every the interval in elapsed time; empty for a cron expression
 * @param anchor where the interval is counted from
 */
public record Timing(Optional<String> cron, String zone, Optional<Duration> every, Instant anchor) {

  public Timing {
    Objects.requireNonNull(cron, "cron is null");
    Objects.requireNonNull(zone, "zone is null");
    Objects.requireNonNull(every, "every is null");
    Objects.requireNonNull(anchor, "anchor is null");
    if (cron.isPresent() == every.isPresent()) {
      throw new IllegalArgumentException("either cron or every is needed, not both");
    }
  }
}
