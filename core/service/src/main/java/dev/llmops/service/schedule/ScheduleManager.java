package dev.llmops.service.schedule;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.RunTemplate;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.model.schedule.Timing;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.error.Problems;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.RunStarter;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.ScheduleStore;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** Keeps schedules: runs that are started again and again. Thread-safe. */
public final class ScheduleManager {

  private static final int MAX_NAME = 200;
  private static final Duration LONGEST_GRACE = Duration.ofDays(31);

  private final StorageBackend storage;
  private final ScheduleJournal journal;
  private final RunStarter starter;
  private final IdSource ids;
  private final Clock clock;

  public ScheduleManager(
      StorageBackend storage,
      ScheduleJournal journal,
      RunStarter starter,
      IdSource ids,
      Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.starter = Objects.requireNonNull(starter, "starter is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /**
   * Adds a schedule, after making sure that its run could start now.
   *
   * @throws ServiceException of kind {@code INVALID} with everything that is wrong; nothing is
   *     stored then
   */
  public Schedule create(NewSchedule wanted, Actor actor) {
    Instant now = clock.instant();
    Problems problems = new Problems();
    checkName(wanted.name(), problems);
    checkGrace(wanted.grace(), problems);
    Optional<Timing> timing =
        DueTimes.check(wanted.cron(), wanted.zone(), wanted.every(), now, problems);
    checkRun(wanted.run(), problems);
    problems.throwIfAny("LLM-SCH-001", "the schedule");
    Schedule schedule =
        new Schedule(
            ids.next(),
            wanted.name(),
            timing.orElseThrow(),
            wanted.run(),
            wanted.paused(),
            wanted.overlap(),
            wanted.misfire(),
            wanted.grace(),
            now,
            wanted.paused()
                ? Optional.empty()
                : wanted.startNow() ? Optional.of(now) : DueTimes.next(timing.get(), now),
            Optional.empty(),
            Optional.empty(),
            1);
    return storage.inTransaction(stores -> {
      journal.insert(stores, schedule, actor);
      return schedule;
    });
  }

  private static void checkName(String name, Problems problems) {
    problems.require(
        !name.isBlank() && name.length() <= MAX_NAME,
        "/name",
        "a schedule needs a name of at most " + MAX_NAME + " characters");
  }

  private static void checkGrace(Duration grace, Problems problems) {
    problems.require(
        !grace.isNegative() && grace.compareTo(LONGEST_GRACE) <= 0,
        "/grace",
        "the grace is 0 to " + LONGEST_GRACE.toDays() + " days, was " + grace);
  }

  private void checkRun(RunTemplate run, Problems problems) {
    problems.require(run.metadata().isObject(), "/run/metadata", "the metadata are a JSON object");
    Requests.check(starter, Requests.of(run), pointer -> "/run" + pointer, problems);
  }

  /** Schedules, newest first. */
  public Page<Schedule> list(ScheduleStore.Filter filter, PageRequest page) {
    return storage.read(stores -> stores.schedules().list(filter, page));
  }

  /**
   * One schedule.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public Schedule find(String id) {
    return storage.read(stores -> ScheduleJournal.find(stores, id));
  }

  /**
   * What became of a schedule each time it was due, newest first.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}
   */
  public Page<Firing> firings(String id, PageRequest page) {
    return storage.read(stores ->
        stores.firings().list(ScheduleJournal.origin(ScheduleJournal.find(stores, id)), page));
  }

  /**
   * Changes a schedule. One that is resumed goes on with its next time; the times that passed while
   * it was paused are not made up for.
   *
   * @param expectedRevision the revision it must have; empty to change it whatever it is
   * @throws ServiceException of kind {@code NOT_FOUND}, {@code STALE}, or {@code INVALID} with
   *     everything that is wrong
   */
  public Schedule update(
      String id, ScheduleChange change, Optional<Long> expectedRevision, Actor actor) {
    Instant now = clock.instant();
    // What does not depend on the present state is checked outside of the transaction.
    Problems problems = new Problems();
    change.name().ifPresent(name -> checkName(name, problems));
    change.grace().ifPresent(grace -> checkGrace(grace, problems));
    change.run().ifPresent(run -> checkRun(run, problems));
    return storage.inTransaction(stores -> {
      Schedule before = ScheduleJournal.find(stores, id);
      requireRevision(before, expectedRevision);
      Problems all = new Problems();
      Timing timing = timing(before.timing(), change, now, all).orElse(before.timing());
      throwAny(problems, all);
      Schedule after = changed(before, change, timing, now);
      journal.update(stores, before, after, action(before, after), actor);
      return after;
    });
  }

  private static void throwAny(Problems first, Problems second) {
    Problems all = new Problems();
    all.addAll(first);
    all.addAll(second);
    all.throwIfAny("LLM-SCH-001", "the schedule");
  }

  private static Optional<Timing> timing(
      Timing before, ScheduleChange change, Instant now, Problems problems) {
    if (!change.concernsTiming()) {
      return Optional.of(before);
    }
    boolean replaced = change.cron().isPresent() || change.every().isPresent();
    return DueTimes.check(
        replaced ? change.cron() : before.cron(),
        change.zone().or(() -> Optional.of(before.zone())),
        replaced ? change.every() : before.every(),
        now,
        problems);
  }

  private static Schedule changed(
      Schedule before, ScheduleChange change, Timing timing, Instant now) {
    boolean paused = change.paused().orElse(before.paused());
    Optional<Instant> next;
    if (paused) {
      next = Optional.empty();
    } else if (change.concernsTiming() || before.paused()) {
      next = DueTimes.next(timing, now);
    } else {
      next = before.nextAt();
    }
    return new Schedule(
        before.id(),
        change.name().orElse(before.name()),
        timing,
        change.run().orElse(before.run()),
        paused,
        change.overlap().orElse(before.overlap()),
        change.misfire().orElse(before.misfire()),
        change.grace().orElse(before.grace()),
        before.createdAt(),
        next,
        before.lastRun(),
        before.lastFiring(),
        before.revision() + 1);
  }

  private static String action(Schedule before, Schedule after) {
    if (before.paused() == after.paused()) {
      return "schedule.update";
    }
    return after.paused() ? "schedule.pause" : "schedule.resume";
  }

  /**
   * Removes a schedule and its history. Its runs stay.
   *
   * @param expectedRevision the revision it must have; empty to remove it whatever it is
   * @throws ServiceException of kind {@code NOT_FOUND} or {@code STALE}
   */
  public void delete(String id, Optional<Long> expectedRevision, Actor actor) {
    storage.inTransaction(stores -> {
      Schedule schedule = ScheduleJournal.find(stores, id);
      requireRevision(schedule, expectedRevision);
      journal.delete(stores, schedule, actor);
      return id;
    });
  }

  private static void requireRevision(Schedule schedule, Optional<Long> expected) {
    if (expected.isPresent() && expected.get() != schedule.revision()) {
      throw ServiceException.stale(
          "LLM-SCH-004",
          "the schedule was expected in revision %d but is in revision %d; read it again and decide anew"
              .formatted(expected.get(), schedule.revision()),
          Optional.of(schedule));
    }
  }

  /**
   * Starts a run of a schedule now, though it may be paused. When it is due next stays as it is.
   *
   * @throws ServiceException of kind {@code NOT_FOUND}, or {@code CONFLICT} when its last run has
   *     not ended and runs must not overlap, or when its run cannot start any more
   */
  public Run trigger(String id, Actor actor) {
    Schedule schedule = find(id);
    try {
      return starter.start(
          Requests.of(schedule.run()),
          ScheduleJournal.actor(schedule),
          (stores, run) -> {
            Schedule now = ScheduleJournal.find(stores, id);
            Optional<String> active = stores.firings().activeRun(ScheduleJournal.origin(now));
            if (now.overlap() == Overlap.SKIP && active.isPresent()) {
              throw new ServiceException(
                  Kind.CONFLICT,
                  "LLM-SCH-005",
                  "run %s of the schedule has not ended; wait for it or cancel it, or let its runs overlap"
                      .formatted(active.get()));
            }
            Firing firing =
                journal.firing(
                    now,
                    Cause.TRIGGER,
                    clock.instant(),
                    Outcome.STARTED,
                    Optional.of(run.id()),
                    run.totalSamples(),
                    "asked for by " + actor.name());
            journal.triggered(stores, now, firing, actor);
          });
    } catch (ServiceException e) {
      if (e.kind() != Kind.INVALID) {
        throw e;
      }
      throw new ServiceException(
          Kind.CONFLICT,
          "LLM-SCH-006",
          "the schedule's run cannot start any more: " + Requests.reason(e));
    }
  }
}
