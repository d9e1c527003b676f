package dev.llmops.service.schedule;

import dev.llmops.model.schedule.Timing;
import dev.llmops.service.error.Problems;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** Says when a timing is due. */
final class DueTimes {

  /** How many times are counted at most. */
  static final int MOST_COUNTED = 1_000;

  static final Duration SHORTEST = Duration.ofMinutes(1);
  static final Duration LONGEST = Duration.ofDays(366);

  private static final String DEFAULT_ZONE = "UTC";

  private DueTimes() {}

  /**
   * Checks what somebody wrote.
   *
   * @param anchor where an interval is counted from
   * @return empty when a problem was added
   */
  static Optional<Timing> check(
      Optional<String> cron,
      Optional<String> zone,
      Optional<Duration> every,
      Instant anchor,
      Problems problems) {
    String place = zone.orElse(DEFAULT_ZONE);
    Optional<ZoneId> clock = zone(place, problems);
    if (cron.isPresent() == every.isPresent()) {
      problems.add(
          "/cron",
          "give either \"cron\", such as \"30 2 * * *\", or \"every\", such as \"6h\""
              + (cron.isPresent() ? ", not both" : ""));
      return Optional.empty();
    }
    boolean good =
        cron.isPresent()
            ? clock.isPresent() && checkCron(cron.get(), clock.get(), anchor, problems)
            : problems.require(
                every.get().compareTo(SHORTEST) >= 0 && every.get().compareTo(LONGEST) <= 0,
                "/every",
                "an interval is 1 minute to 366 days, was " + every.get());
    return good && clock.isPresent()
        ? Optional.of(new Timing(cron, place, every, anchor))
        : Optional.empty();
  }

  private static Optional<ZoneId> zone(String name, Problems problems) {
    try {
      return Optional.of(ZoneId.of(name));
    } catch (DateTimeException e) {
      problems.add(
          "/zone",
          "\"" + name + "\" is no time zone; write an IANA name such as Europe/Berlin, or UTC");
      return Optional.empty();
    }
  }

  private static boolean checkCron(String text, ZoneId zone, Instant now, Problems problems) {
    try {
      return problems.require(
          Cron.parse(text, zone).next(now).isPresent(),
          "/cron",
          "\"" + text + "\" names a time that never comes");
    } catch (IllegalArgumentException e) {
      problems.add(
          "/cron",
          "\"%s\" is no cron expression: %s; write minute, hour, day of month, month and day of week, such as 30 2 * * *"
              .formatted(text, e.getMessage()));
      return false;
    }
  }

  /** The first time after the given one; empty when there is none. */
  static Optional<Instant> next(Timing timing, Instant after) {
    return timing.every().isPresent()
        ? Optional.of(nextOf(timing.anchor(), timing.every().get(), after))
        : cron(timing).next(after);
  }

  private static Instant nextOf(Instant anchor, Duration every, Instant after) {
    Duration passed = Duration.between(anchor, after);
    long intervals = passed.isNegative() ? 0 : passed.dividedBy(every) + 1;
    return anchor.plus(every.multipliedBy(Math.max(1, intervals)));
  }

  private static Cron cron(Timing timing) {
    return Cron.parse(timing.cron().orElseThrow(), ZoneId.of(timing.zone()));
  }

  /** How many times there are after one and up to another, at most {@link #MOST_COUNTED}. */
  static int count(Timing timing, Instant after, Instant upTo) {
    int count = 0;
    Optional<Instant> time = next(timing, after);
    while (count < MOST_COUNTED && time.isPresent() && !time.get().isAfter(upTo)) {
      count++;
      time = next(timing, time.get());
    }
    return count;
  }
}
