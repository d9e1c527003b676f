package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.schedule.Firing;
import dev.llmops.model.schedule.Firing.Cause;
import dev.llmops.model.schedule.Firing.Outcome;
import dev.llmops.spi.storage.FiringStore;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Firings in one table, joined with their runs. */
final class SqlFirings implements FiringStore {

  private static final Table<Record> FIRINGS = table("firing");
  private static final Field<String> ID = text("id");
  private static final Field<String> ORIGIN = text("origin");
  private static final Field<String> CAUSE = text("cause");
  private static final Field<Long> DUE_AT = number("due_at");
  private static final Field<String> OUTCOME = text("outcome");
  private static final Field<Long> SETTLED_AT = number("settled_at");
  private static final Field<String> VERSION = text("version");
  private static final Field<String> DATASET = text("dataset");
  private static final Field<String> RUN_ID = text("run_id");
  private static final Field<Long> SAMPLES = number("samples");
  private static final Field<String> DETAIL = text("detail");
  private static final List<Field<?>> FIELDS =
      List.of(
          ID,
          ORIGIN,
          CAUSE,
          DUE_AT,
          OUTCOME,
          SETTLED_AT,
          VERSION,
          DATASET,
          RUN_ID,
          SAMPLES,
          DETAIL);

  private static final Table<Record> RUNS = table("evaluation_run");
  private static final Field<String> RUN = qualified("evaluation_run", "id");
  private static final Field<String> STATUS = qualified("evaluation_run", "status");
  private static final Field<String> FIRED_RUN = qualified("firing", "run_id");
  private static final Field<String> FIRING_ID = qualified("firing", "id");
  private static final Field<String> FIRED = qualified("firing", "outcome");

  private static final Table<Record> RESULTS = table("sample_result");
  private static final Field<String> RESULT_RUN = qualified("sample_result", "run_id");
  private static final Field<String> RESULT_OUTCOME = qualified("sample_result", "outcome");
  private static final Field<Long> TOKENS =
      DSL.coalesce(DSL.sum(number("input_tokens").plus(number("output_tokens"))), DSL.inline(0))
          .cast(Long.class);
  private static final Field<Long> PAST_TOKENS = number("past_tokens");

  private static final Cursors CURSORS = new Cursors("firings");

  private final SqlSession session;

  SqlFirings(SqlSession session) {
    this.session = session;
  }

  private static Field<String> qualified(String table, String column) {
    return DSL.field(DSL.name(table, column), SQLDataType.VARCHAR);
  }

  @Override
  public void insert(Firing firing) {
    session.add("firing " + firing.id(), session.sql().insertInto(FIRINGS).set(row(firing)));
  }

  @Override
  public void settle(Firing firing) {
    session.changed(
        "firing " + firing.id(),
        session
            .sql()
            .update(FIRINGS)
            .set(row(firing))
            .where(ID.eq(firing.id()), OUTCOME.eq(stored(Outcome.PENDING)))
            .execute());
  }

  @Override
  public Optional<Firing> find(String id) {
    return session
        .sql()
        .select(FIELDS)
        .from(FIRINGS)
        .where(ID.eq(id))
        .fetchOptional(SqlFirings::firing);
  }

  @Override
  public Page<Firing> list(String origin, PageRequest page) {
    Condition wanted =
        Conditions.all(List.of(Optional.of(ORIGIN.eq(origin)), CURSORS.text(page).map(ID::lt)));
    List<Firing> found =
        session
            .sql()
            .select(FIELDS)
            .from(FIRINGS)
            .where(wanted)
            .orderBy(ID.desc())
            .limit(page.limit() + 1)
            .fetch(SqlFirings::firing);
    return CURSORS.page(found, page, firing -> List.of(firing.id()));
  }

  @Override
  public Optional<String> activeRun(String origin) {
    return session
        .sql()
        .select(RUN)
        .from(FIRINGS)
        .join(RUNS)
        .on(RUN.eq(FIRED_RUN))
        .where(ORIGIN.eq(origin), STATUS.in(stored(RunStatus.PENDING), stored(RunStatus.RUNNING)))
        .orderBy(FIRING_ID.desc())
        .limit(1)
        .fetchOptional(RUN);
  }

  @Override
  public List<String> runs(String origin, String version, String dataset) {
    return session
        .sql()
        .select(RUN_ID)
        .from(FIRINGS)
        .where(ORIGIN.eq(origin), VERSION.eq(version), DATASET.eq(dataset), RUN_ID.isNotNull())
        .orderBy(ID.desc())
        .fetch(RUN_ID);
  }

  @Override
  public Spent spent(String origin, Instant since) {
    Condition counted =
        ORIGIN
            .eq(origin)
            .and(FIRED.eq(stored(Outcome.STARTED)))
            .and(SETTLED_AT.ge(Times.micros(since)));
    long present =
        session
            .sql()
            .select(TOKENS)
            .from(FIRINGS)
            .join(RESULTS)
            .on(RESULT_RUN.eq(FIRED_RUN))
            .where(counted)
            .fetchSingle(TOKENS);
    return session
        .sql()
        .select(DSL.count().cast(Long.class), sum(SAMPLES), sum(PAST_TOKENS))
        .from(FIRINGS)
        .where(counted)
        .fetchSingle(row -> new Spent(row.value1(), row.value2(), row.value3() + present));
  }

  private static Field<Long> sum(Field<Long> field) {
    return DSL.coalesce(DSL.sum(field), DSL.inline(0)).cast(Long.class);
  }

  @Override
  public void keepTokens(String run, Set<SampleOutcome> outcomes) {
    long used =
        session
            .sql()
            .select(TOKENS)
            .from(RESULTS)
            .where(
                RESULT_RUN.eq(run),
                RESULT_OUTCOME.in(outcomes.stream().map(Columns::stored).toList()))
            .fetchSingle(TOKENS);
    session
        .sql()
        .update(FIRINGS)
        .set(PAST_TOKENS, PAST_TOKENS.plus(used))
        .where(RUN_ID.eq(run))
        .execute();
  }

  @Override
  public void deleteAll(String origin) {
    session.sql().deleteFrom(FIRINGS).where(ORIGIN.eq(origin)).execute();
  }

  private static Map<Field<?>, Object> row(Firing firing) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(ID, firing.id());
    row.put(ORIGIN, firing.origin());
    row.put(CAUSE, stored(firing.cause()));
    row.put(DUE_AT, Times.micros(firing.dueAt()));
    row.put(OUTCOME, stored(firing.outcome()));
    row.put(SETTLED_AT, Times.micros(firing.settledAt()));
    row.put(VERSION, orNull(firing.version()));
    row.put(DATASET, firing.dataset());
    row.put(RUN_ID, orNull(firing.run()));
    row.put(SAMPLES, firing.samples());
    row.put(DETAIL, firing.detail());
    return row;
  }

  private static Firing firing(Record row) {
    return new Firing(
        row.get(ID),
        row.get(ORIGIN),
        constant(Cause.class, row.get(CAUSE)),
        Times.instant(row.get(DUE_AT)),
        constant(Outcome.class, row.get(OUTCOME)),
        Times.instant(row.get(SETTLED_AT)),
        Optional.ofNullable(row.get(VERSION)),
        row.get(DATASET),
        Optional.ofNullable(row.get(RUN_ID)),
        row.get(SAMPLES),
        row.get(DETAIL));
  }
}
