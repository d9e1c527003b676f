package dev.llmops.service.schedule;

import dev.llmops.model.job.Job;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.evaluation.RunStarter;
import dev.llmops.service.job.JobHandler;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Starts the runs of schedules that are due. The run, what is known of it, and the job for the next
 * time are stored in one transaction; so a time is never fired twice and never lost, whenever the
 * server dies.
 */
public final class ScheduleHandler implements JobHandler {

  private static final int AT_A_TIME = 4;
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final StorageBackend storage;
  private final ScheduleJournal journal;
  private final RunStarter starter;
  private final Clock clock;

  public ScheduleHandler(
      StorageBackend storage, ScheduleJournal journal, RunStarter starter, Clock clock) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.journal = Objects.requireNonNull(journal, "journal is null");
    this.starter = Objects.requireNonNull(starter, "starter is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  @Override
  public String kind() {
    return ScheduleJournal.KIND;
  }

  @Override
  public int concurrency() {
    return AT_A_TIME;
  }

  @Override
  public Optional<Instant> work(Job job) {
    ScheduleJournal.Subject subject = ScheduleJournal.Subject.of(job);
    Optional<Schedule> found = storage.read(stores -> stores.schedules().find(subject.id()));
    if (found.isEmpty()
        || found.get().revision() != subject.revision()
        || found.get().nextAt().isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Schedule schedule = found.get();
    Instant due = schedule.nextAt().get();
    if (due.isAfter(now)) {
      return Optional.of(due);
    }
    try {
      return fire(new Occasion(schedule, due, now));
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.STALE) {
        // It was changed meanwhile, and has a job for that.
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * A schedule that is due.
   *
   * @param due when it should have fired
   * @param now when it does
   */
  private record Occasion(Schedule schedule, Instant due, Instant now) {

    boolean isLate() {
      return now.isAfter(due.plus(schedule.grace()));
    }

    /** The first time that has not passed; those in between are left out. */
    Optional<Instant> next() {
      return DueTimes.next(schedule.timing(), now);
    }

    Cause cause() {
      return isLate() ? Cause.CATCH_UP : Cause.TIME;
    }

    /** How many times passed; the one that is due included. */
    String passed() {
      int times = 1 + DueTimes.count(schedule.timing(), due, now);
      return times == 1
          ? "its time passed"
          : (times > DueTimes.MOST_COUNTED ? "more than " + DueTimes.MOST_COUNTED : times)
              + " times passed";
    }
  }

  private Optional<Instant> fire(Occasion occasion) {
    Schedule schedule = occasion.schedule();
    if (occasion.isLate() && schedule.misfire() == Misfire.SKIP) {
      return settle(occasion, Outcome.MISSED, occasion.passed() + " while it could not be started");
    }
    try {
      starter.start(
          Requests.of(schedule.run()),
          ScheduleJournal.actor(schedule),
          (stores, run) -> {
            requireNoOverlap(stores, schedule);
            Firing firing =
                journal.firing(
                    schedule,
                    occasion.cause(),
                    occasion.due(),
                    Outcome.STARTED,
                    Optional.of(run.id()),
                    run.totalSamples(),
                    occasion.isLate()
                        ? occasion.passed()
                            + " while it could not be started; this run makes up for it"
                        : "");
            journal.fired(stores, schedule, firing, occasion.next());
          });
      return Optional.empty();
    } catch (Declined e) {
      return settle(occasion, Outcome.SKIPPED, e.getMessage());
    } catch (ServiceException e) {
      Instant again = occasion.now().plus(RETRY);
      if (e.kind() == Kind.UNAVAILABLE && !again.isAfter(occasion.due().plus(schedule.grace()))) {
        return Optional.of(again);
      }
      return settle(occasion, Outcome.FAILED, Requests.reason(e));
    }
  }

  private static void requireNoOverlap(Stores stores, Schedule schedule) {
    if (schedule.overlap() == Overlap.SKIP) {
      stores
          .firings()
          .activeRun(ScheduleJournal.origin(schedule))
          .ifPresent(active -> {
            throw new Declined("run " + active + " had not ended");
          });
    }
  }

  private Optional<Instant> settle(Occasion occasion, Outcome outcome, String detail) {
    Schedule schedule = occasion.schedule();
    storage.inTransaction(stores -> {
      Firing firing =
          journal.firing(
              schedule, occasion.cause(), occasion.due(), outcome, Optional.empty(), 0, detail);
      journal.fired(stores, schedule, firing, occasion.next());
      return firing;
    });
    return Optional.empty();
  }
}
