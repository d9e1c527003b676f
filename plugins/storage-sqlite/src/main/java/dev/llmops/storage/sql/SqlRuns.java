package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.optional;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.real;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.evaluation.Run;
import dev.llmops.model.evaluation.RunStatus;
import dev.llmops.model.evaluation.SampleOutcome;
import dev.llmops.model.evaluation.SampleResult;
import dev.llmops.model.evaluation.SampleResult.Failure;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.RunStore;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectOnConditionStep;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Runs, their summaries and results in three tables. */
final class SqlRuns implements RunStore {

  private static final Table<Record> RESULTS = table("sample_result");
  private static final Field<Long> POSITION = number("position");
  private static final Field<String> SAMPLE_ID = text("sample_id");
  private static final Field<String> OUTCOME = text("outcome");
  private static final Field<String> ANSWER = text("answer");
  private static final Field<String> SCORES = text("scores");
  private static final Field<Double> LATENCY_MILLIS = real("latency_millis");
  private static final Field<String> FAILURE_CODE = text("failure_code");
  private static final Field<String> FAILURE_MESSAGE = text("failure_message");
  private static final List<Field<?>> RESULT_FIELDS =
      List.of(
          RunRows.RUN_ID,
          POSITION,
          SAMPLE_ID,
          OUTCOME,
          ANSWER,
          SCORES,
          LATENCY_MILLIS,
          RunRows.INPUT_TOKENS,
          RunRows.OUTPUT_TOKENS,
          FAILURE_CODE,
          FAILURE_MESSAGE);

  private static final Cursors RUN_CURSORS = new Cursors("runs");
  private static final Cursors RESULT_CURSORS = new Cursors("results");

  private final SqlSession session;
  private final RunRows rows;

  SqlRuns(SqlSession session) {
    this.session = session;
    this.rows = new RunRows(session);
  }

  @Override
  public void insert(Run run) {
    Revisions.requireFirst(run.revision());
    session.add("run " + run.id(), session.sql().insertInto(RunRows.RUNS).set(rows.row(run)));
    putSummary(run);
  }

  @Override
  public void update(Run run) {
    session.changed(
        "run " + run.id(),
        session
            .sql()
            .update(RunRows.RUNS)
            .set(rows.row(run))
            .where(RunRows.ID.eq(run.id()), RunRows.REVISION.eq(run.revision() - 1))
            .execute());
    session.sql().deleteFrom(RunRows.SUMMARIES).where(RunRows.RUN_ID.eq(run.id())).execute();
    putSummary(run);
  }

  private void putSummary(Run run) {
    if (run.summary().isPresent()) {
      session
          .sql()
          .insertInto(RunRows.SUMMARIES)
          .set(rows.row(run.id(), run.summary().get()))
          .execute();
    }
  }

  private SelectOnConditionStep<Record> select() {
    return session
        .sql()
        .select(RunRows.FIELDS)
        .from(RunRows.RUNS)
        .leftJoin(RunRows.SUMMARIES)
        .on(RunRows.RUN_ID.eq(RunRows.ID));
  }

  @Override
  public Optional<Run> find(String id) {
    return select().where(RunRows.ID.eq(id)).fetchOptional(rows::run);
  }

  @Override
  public Page<Run> list(Filter filter, PageRequest page) {
    List<Run> found =
        select()
            .where(wanted(filter, page))
            .orderBy(RunRows.ID.desc())
            .limit(page.limit() + 1)
            .fetch(rows::run);
    return RUN_CURSORS.page(found, page, run -> List.of(run.id()));
  }

  @Override
  public List<VersionUse> usesOf(String prompt) {
    return session
        .sql()
        .select(RunRows.PROMPT_VERSION, DSL.count(), DSL.max(RunRows.ID))
        .from(RunRows.RUNS)
        .where(RunRows.PROMPT.eq(prompt))
        .groupBy(RunRows.PROMPT_VERSION)
        .orderBy(RunRows.PROMPT_VERSION)
        .fetch(row -> new VersionUse(row.value1(), row.value2(), row.value3()));
  }

  private static Condition wanted(Filter filter, PageRequest page) {
    return Conditions.all(
        List.of(
            filter.prompt().map(RunRows.PROMPT::eq),
            filter.dataset().map(RunRows.DATASET::eq),
            filter.model().map(RunRows.MODEL::eq),
            filter.status().map(status -> RunRows.STATUS.eq(stored(status))),
            filter.from().map(from -> RunRows.CREATED_AT.ge(Times.micros(from))),
            filter.to().map(to -> RunRows.CREATED_AT.lt(Times.micros(to))),
            RUN_CURSORS.text(page).map(RunRows.ID::lt)));
  }

  @Override
  public Optional<RunStatus> status(String id) {
    return session
        .sql()
        .select(RunRows.STATUS)
        .from(RunRows.RUNS)
        .where(RunRows.ID.eq(id))
        .fetchOptional(RunRows.STATUS)
        .map(stored -> constant(RunStatus.class, stored));
  }

  @Override
  public void insertResults(String runId, Collection<SampleResult> results) {
    Bulk.execute(
        session,
        session
            .sql()
            .insertInto(RESULTS, RESULT_FIELDS)
            .values("", 0L, "", "", "", "", 0.0, 0L, 0L, "", "")
            .onConflict(RunRows.RUN_ID, POSITION)
            .doNothing(),
        results,
        result ->
            new Object[] {
              runId,
              result.position(),
              result.sampleId(),
              stored(result.outcome()),
              orNull(result.answer()),
              session.write(RunJson.scores(result.scores())),
              orNull(result.latencyMillis()),
              result.inputTokens(),
              result.outputTokens(),
              orNull(result.failure().map(Failure::code)),
              orNull(result.failure().map(Failure::message))
            });
  }

  @Override
  public void deleteResults(String runId, SampleOutcome outcome) {
    session
        .sql()
        .deleteFrom(RESULTS)
        .where(RunRows.RUN_ID.eq(runId), OUTCOME.eq(stored(outcome)))
        .execute();
  }

  @Override
  public void delete(String id) {
    session.sql().deleteFrom(RESULTS).where(RunRows.RUN_ID.eq(id)).execute();
    session.sql().deleteFrom(RunRows.SUMMARIES).where(RunRows.RUN_ID.eq(id)).execute();
    session.sql().deleteFrom(RunRows.RUNS).where(RunRows.ID.eq(id)).execute();
  }

  @Override
  public Map<SampleOutcome, Long> countResults(String runId) {
    Field<Integer> results = DSL.count();
    return session
        .sql()
        .select(OUTCOME, results)
        .from(RESULTS)
        .where(RunRows.RUN_ID.eq(runId))
        .groupBy(OUTCOME)
        .fetchMap(
            row -> constant(SampleOutcome.class, row.get(OUTCOME)),
            row -> row.get(results).longValue());
  }

  @Override
  public Set<Long> finishedPositions(String runId, long fromPosition, long toPositionExclusive) {
    return new HashSet<>(
        session
            .sql()
            .select(POSITION)
            .from(RESULTS)
            .where(
                RunRows.RUN_ID.eq(runId),
                POSITION.ge(fromPosition),
                POSITION.lt(toPositionExclusive))
            .fetch(POSITION));
  }

  @Override
  public Page<SampleResult> results(String runId, Set<SampleOutcome> outcomes, PageRequest page) {
    Optional<Condition> outcome =
        outcomes.isEmpty()
            ? Optional.empty()
            : Optional.of(OUTCOME.in(outcomes.stream().map(Columns::stored).toList()));
    List<SampleResult> found =
        session
            .sql()
            .select(RESULT_FIELDS)
            .from(RESULTS)
            .where(
                Conditions.all(
                    List.of(
                        Optional.of(RunRows.RUN_ID.eq(runId)),
                        outcome,
                        RESULT_CURSORS.number(page).map(POSITION::gt))))
            .orderBy(POSITION)
            .limit(page.limit() + 1)
            .fetch(this::result);
    return RESULT_CURSORS.page(found, page, result -> List.of(result.position()));
  }

  @Override
  public void forEachResult(String runId, Consumer<SampleResult> consumer) {
    try (Cursor<Record> results =
        session
            .sql()
            .select(RESULT_FIELDS)
            .from(RESULTS)
            .where(RunRows.RUN_ID.eq(runId))
            .orderBy(POSITION)
            .fetchLazy()) {
      for (Record row : results) {
        consumer.accept(result(row));
      }
    }
  }

  private SampleResult result(Record row) {
    return new SampleResult(
        row.get(SAMPLE_ID),
        row.get(POSITION),
        constant(SampleOutcome.class, row.get(OUTCOME)),
        Optional.ofNullable(row.get(ANSWER)),
        RunJson.scores(session.parse(row.get(SCORES))),
        optional(row.get(LATENCY_MILLIS)),
        row.get(RunRows.INPUT_TOKENS),
        row.get(RunRows.OUTPUT_TOKENS),
        Optional.ofNullable(row.get(FAILURE_CODE))
            .map(code -> new Failure(code, row.get(FAILURE_MESSAGE))));
  }
}
