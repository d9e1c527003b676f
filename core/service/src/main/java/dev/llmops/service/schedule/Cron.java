package dev.llmops.service.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;

/**
 * A cron expression of five fields in a time zone, with a rule for the days on which clocks change.
 * Immutable.
 *
 * <ul>
 *   <li>With {@code *} as its hour it means every hour that passes: an hour that is left out fires
 *       nothing, an hour that comes twice fires twice.
 *   <li>Any other expression means times on a clock: one that is left out fires at the moment the
 *       clocks change, one that comes twice fires when it comes first. So each fires once.
 * </ul>
 */
final class Cron {

  private static final int MAX_LENGTH = 200;
  private static final int FIELDS = 5;
  private static final int HOUR = 1;

  private final ExecutionTime times;
  private final ZoneId zone;
  private final boolean hourly;

  private Cron(ExecutionTime times, ZoneId zone, boolean hourly) {
    this.times = times;
    this.zone = zone;
    this.hourly = hourly;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static Cron parse(String text, ZoneId zone) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("it has more than " + MAX_LENGTH + " characters");
    }
    String[] fields = text.strip().split("\\s+");
    // The library also takes several expressions at once, and nicknames.
    if (fields.length != FIELDS || !text.matches("[\\w\\s*/,-]+")) {
      throw new IllegalArgumentException(
          "it must have " + FIELDS + " fields of digits, names, * / , and -");
    }
    return new Cron(times(text), zone, fields[HOUR].equals("*"));
  }

  private static ExecutionTime times(String text) {
    // Made anew each time: it is cheap, and the library does not promise thread-safety.
    CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    try {
      return ExecutionTime.forCron(parser.parse(text).validate());
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      // It runs out of bounds on fields that end in the middle.
      throw new IllegalArgumentException("a field is not complete", e);
    }
  }

  /** The first time after the given one; empty when there is none. */
  Optional<Instant> next(Instant after) {
    return hourly ? nextOfElapsedTime(after) : nextOnTheClock(after);
  }

  private Optional<Instant> nextOfElapsedTime(Instant after) {
    ZoneOffset offset = zone.getRules().getOffset(after);
    Optional<Instant> next =
        following(LocalDateTime.ofInstant(after, offset)).map(time -> time.toInstant(offset));
    ZoneOffsetTransition change = zone.getRules().nextTransition(after);
    if (next.isEmpty() || change == null || next.get().isBefore(change.getInstant())) {
      return next;
    }
    // The search goes on with the other offset, the moment of the change included.
    return nextOfElapsedTime(change.getInstant(), change.getOffsetAfter());
  }

  private Optional<Instant> nextOfElapsedTime(Instant from, ZoneOffset offset) {
    Optional<Instant> next =
        following(LocalDateTime.ofInstant(from, offset).minusSeconds(1))
            .map(time -> time.toInstant(offset));
    ZoneOffsetTransition change = zone.getRules().nextTransition(from);
    if (next.isEmpty() || change == null || next.get().isBefore(change.getInstant())) {
      return next;
    }
    return nextOfElapsedTime(change.getInstant(), change.getOffsetAfter());
  }

  private Optional<Instant> nextOnTheClock(Instant after) {
    Optional<LocalDateTime> time = following(LocalDateTime.ofInstant(after, zone));
    while (time.isPresent()) {
      Instant instant = instant(time.get());
      if (instant.isAfter(after)) {
        return Optional.of(instant);
      }
      time = following(time.get());
    }
    return Optional.empty();
  }

  private Instant instant(LocalDateTime time) {
    ZoneOffsetTransition change = zone.getRules().getTransition(time);
    if (change == null) {
      return time.toInstant(zone.getRules().getOffset(time));
    }
    return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
  }

  /** The next matching time on a clock that never changes. */
  private Optional<LocalDateTime> following(LocalDateTime time) {
    return times.nextExecution(time.atZone(ZoneOffset.UTC)).map(next -> next.toLocalDateTime());
  }
}
