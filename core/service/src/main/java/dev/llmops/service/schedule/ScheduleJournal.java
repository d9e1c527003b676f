package dev.llmops.service.schedule;

import dev.llmops.model.job.Job;
import dev.llmops.model.json.Json;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes schedules within transactions. Whenever a schedule is written, a job for its next time is
 * queued that names the revision written; when that job comes up and the schedule has another
 * revision, it has another job as well, and this one is void. So there is always exactly one that
 * counts. Stateless.
 */
public final class ScheduleJournal {

  static final String KIND = "schedule";

  private final AuditTrail audit;
  private final IdSource ids;
  private final Clock clock;

  public ScheduleJournal(AuditTrail audit, IdSource ids, Clock clock) {
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
  }

  /** Which state of which schedule a job is for. */
  record Subject(String id, long revision) {

    private static final String SEPARATOR = "#";

    static Subject of(Job job) {
      int end = job.subject().lastIndexOf(SEPARATOR);
      return new Subject(
          job.subject().substring(0, end), Long.parseLong(job.subject().substring(end + 1)));
    }

    String text() {
      return id + SEPARATOR + revision;
    }
  }

  static Schedule find(Stores stores, String id) {
    return stores
        .schedules()
        .find(id)
        .orElseThrow(() ->
            new ServiceException(
                Kind.NOT_FOUND, "LLM-SCH-003", "there is no schedule \"" + id + "\""));
  }

  void insert(Stores stores, Schedule schedule, Actor actor) {
    stores.schedules().insert(schedule);
    queue(stores, schedule);
    audit.record(
        stores, actor, "schedule.create", resource(schedule), Json.NULL, describe(schedule), "");
  }

  void update(Stores stores, Schedule before, Schedule after, String action, Actor actor) {
    stores.schedules().update(after);
    queue(stores, after);
    audit.record(stores, actor, action, resource(after), describe(before), describe(after), "");
  }

  void delete(Stores stores, Schedule schedule, Actor actor) {
    stores.schedules().delete(schedule.id(), schedule.revision());
    stores.firings().deleteAll(origin(schedule));
    audit.record(
        stores, actor, "schedule.delete", resource(schedule), describe(schedule), Json.NULL, "");
  }

  /** Writes down who started a run out of turn. */
  void triggered(Stores stores, Schedule schedule, Firing firing, Actor actor) {
    fired(stores, schedule, firing, schedule.nextAt());
    audit.record(
        stores,
        actor,
        "schedule.trigger",
        resource(schedule),
        Json.NULL,
        new Facts().with("run", firing.run()).json(),
        "");
  }

  /**
   * Writes down what became of a schedule when it was due, and when it is due next. Only a failure
   * leaves an audit entry of its own, as the entry of a run names the schedule as its actor.
   */
  void fired(Stores stores, Schedule before, Firing firing, Optional<Instant> next) {
    Schedule after = before.fired(firing, next);
    stores.firings().insert(firing);
    stores.schedules().update(after);
    queue(stores, after);
    if (firing.outcome() == Outcome.FAILED) {
      audit.record(
          stores,
          actor(before),
          "schedule.fail",
          resource(before),
          describe(before),
          describe(after),
          firing.detail());
    }
  }

  /** What became of a schedule now. */
  Firing firing(
      Schedule schedule,
      Cause cause,
      Instant dueAt,
      Outcome outcome,
      Optional<String> run,
      long samples,
      String detail) {
    return new Firing(
        ids.next(),
        origin(schedule),
        cause,
        dueAt,
        outcome,
        clock.instant(),
        Optional.empty(),
        schedule.run().dataset(),
        run,
        samples,
        detail);
  }

  private void queue(Stores stores, Schedule schedule) {
    schedule
        .nextAt()
        .ifPresent(due ->
            stores
                .jobs()
                .enqueue(
                    new Job(
                        ids.next(),
                        KIND,
                        new Subject(schedule.id(), schedule.revision()).text(),
                        due,
                        0)));
  }

  static String origin(Schedule schedule) {
    return "schedule/" + schedule.id();
  }

  /** Who starts the runs of a schedule. */
  static Actor actor(Schedule schedule) {
    return new Actor("schedule:" + schedule.id());
  }

  private static String resource(Schedule schedule) {
    return "schedule/" + schedule.id();
  }

  private static Json describe(Schedule schedule) {
    Facts facts =
        new Facts()
            .with("name", schedule.name())
            .with("cron", schedule.timing().cron())
            .with("zone", schedule.timing().zone())
            .with("every", schedule.timing().every())
            .with("paused", Json.of(schedule.paused()))
            .with("overlap", schedule.overlap() == Overlap.SKIP ? "skip" : "allow")
            .with("misfire", schedule.misfire() == Misfire.SKIP ? "skip" : "once")
            .with("grace", schedule.grace().toString())
            .with("prompt", schedule.run().prompt().name())
            .with("ref", schedule.run().prompt().ref())
            .with("dataset", schedule.run().dataset())
            .with("provider", schedule.run().provider())
            .with("parameters", schedule.run().parameters())
            .with("metrics", Described.metrics(schedule.run().metrics()));
    schedule.run().datasetVersion().ifPresent(version -> facts.with("datasetVersion", version));
    schedule.run().concurrency().ifPresent(many -> facts.with("concurrency", many));
    facts.with("timeout", schedule.run().limits().timeout());
    facts.with("sampleTimeout", schedule.run().limits().sampleTimeout());
    facts.with("model", schedule.run().model());
    facts.with("nextAt", schedule.nextAt());
    return facts.json();
  }
}
