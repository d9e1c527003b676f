package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.flag;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.schedule.Misfire;
import dev.llmops.model.schedule.Overlap;
import dev.llmops.model.schedule.Schedule;
import dev.llmops.model.schedule.Timing;
import dev.llmops.spi.storage.ScheduleStore;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Schedules in one table. */
final class SqlSchedules implements ScheduleStore {

  private static final Table<Record> SCHEDULES = table("schedule");
  private static final Field<String> ID = text("id");
  private static final Field<String> NAME = text("name");
  private static final Field<String> CRON = text("cron");
  private static final Field<String> ZONE = text("zone");
  private static final Field<Long> EVERY = number("every_micros");
  private static final Field<Long> ANCHOR = number("anchor_at");
  private static final Field<String> PROMPT = text("prompt");
  private static final Field<String> DATASET = text("dataset");
  private static final Field<String> TEMPLATE = text("template");
  private static final Field<Boolean> PAUSED = flag("paused");
  private static final Field<String> OVERLAP = text("overlap");
  private static final Field<String> MISFIRE = text("misfire");
  private static final Field<Long> GRACE = number("grace_micros");
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final Field<Long> NEXT_AT = number("next_at");
  private static final Field<String> LAST_RUN = text("last_run");
  private static final Field<String> LAST_FIRING = text("last_firing");
  private static final Field<Long> REVISION = number("revision");
  private static final List<Field<?>> FIELDS =
      List.of(
          ID,
          NAME,
          CRON,
          ZONE,
          EVERY,
          ANCHOR,
          TEMPLATE,
          PAUSED,
          OVERLAP,
          MISFIRE,
          GRACE,
          CREATED_AT,
          NEXT_AT,
          LAST_RUN,
          LAST_FIRING,
          REVISION);

  private static final Cursors CURSORS = new Cursors("schedules");

  private final SqlSession session;

  SqlSchedules(SqlSession session) {
    this.session = session;
  }

  @Override
  public void insert(Schedule schedule) {
    Revisions.requireFirst(schedule.revision());
    session.add(what(schedule.id()), session.sql().insertInto(SCHEDULES).set(row(schedule)));
  }

  @Override
  public void update(Schedule schedule) {
    session.changed(
        what(schedule.id()),
        session
            .sql()
            .update(SCHEDULES)
            .set(row(schedule))
            .where(ID.eq(schedule.id()), REVISION.eq(schedule.revision() - 1))
            .execute());
  }

  @Override
  public void delete(String id, long revision) {
    session.changed(
        what(id),
        session.sql().deleteFrom(SCHEDULES).where(ID.eq(id), REVISION.eq(revision)).execute());
  }

  @Override
  public Optional<Schedule> find(String id) {
    return session
        .sql()
        .select(FIELDS)
        .from(SCHEDULES)
        .where(ID.eq(id))
        .fetchOptional(this::schedule);
  }

  @Override
  public Page<Schedule> list(Filter filter, PageRequest page) {
    Condition wanted =
        Conditions.all(
            List.of(
                filter.prompt().map(PROMPT::eq),
                filter.dataset().map(DATASET::eq),
                filter.paused().map(PAUSED::eq),
                CURSORS.text(page).map(ID::lt)));
    List<Schedule> found =
        session
            .sql()
            .select(FIELDS)
            .from(SCHEDULES)
            .where(wanted)
            .orderBy(ID.desc())
            .limit(page.limit() + 1)
            .fetch(this::schedule);
    return CURSORS.page(found, page, schedule -> List.of(schedule.id()));
  }

  private static String what(String id) {
    return "schedule " + id;
  }

  private Map<Field<?>, Object> row(Schedule schedule) {
    Timing timing = schedule.timing();
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(ID, schedule.id());
    row.put(NAME, schedule.name());
    row.put(CRON, orNull(timing.cron()));
    row.put(ZONE, timing.zone());
    row.put(EVERY, orNull(timing.every().map(SqlSchedules::micros)));
    row.put(ANCHOR, Times.micros(timing.anchor()));
    row.put(PROMPT, schedule.run().prompt().name());
    row.put(DATASET, schedule.run().dataset());
    row.put(TEMPLATE, session.write(ScheduleJson.template(schedule.run())));
    row.put(PAUSED, schedule.paused());
    row.put(OVERLAP, stored(schedule.overlap()));
    row.put(MISFIRE, stored(schedule.misfire()));
    row.put(GRACE, micros(schedule.grace()));
    row.put(CREATED_AT, Times.micros(schedule.createdAt()));
    row.put(NEXT_AT, orNull(schedule.nextAt().map(Times::micros)));
    row.put(LAST_RUN, orNull(schedule.lastRun()));
    row.put(
        LAST_FIRING,
        orNull(schedule.lastFiring().map(firing -> session.write(ScheduleJson.firing(firing)))));
    row.put(REVISION, schedule.revision());
    return row;
  }

  private Schedule schedule(Record row) {
    return new Schedule(
        row.get(ID),
        row.get(NAME),
        new Timing(
            Optional.ofNullable(row.get(CRON)),
            row.get(ZONE),
            Optional.ofNullable(row.get(EVERY)).map(SqlSchedules::duration),
            Times.instant(row.get(ANCHOR))),
        ScheduleJson.template(session.parse(row.get(TEMPLATE))),
        row.get(PAUSED),
        constant(Overlap.class, row.get(OVERLAP)),
        constant(Misfire.class, row.get(MISFIRE)),
        duration(row.get(GRACE)),
        Times.instant(row.get(CREATED_AT)),
        Optional.ofNullable(row.get(NEXT_AT)).map(Times::instant),
        Optional.ofNullable(row.get(LAST_RUN)),
        Optional.ofNullable(row.get(LAST_FIRING))
            .map(text -> ScheduleJson.firing(session.parse(text))),
        row.get(REVISION));
  }

  private static long micros(Duration duration) {
    return TimeUnit.MICROSECONDS.convert(duration);
  }

  private static Duration duration(long micros) {
    return Duration.of(micros, ChronoUnit.MICROS);
  }
}
