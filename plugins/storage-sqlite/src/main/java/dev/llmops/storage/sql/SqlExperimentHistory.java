package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** What was done with experiments and what they showed, in two tables. */
final class SqlExperimentHistory {

  private static final Field<String> EXPERIMENT_ID = text("experiment_id");

  private static final Table<Record> CHANGES = table("experiment_change");
  private static final Field<Long> REVISION = number("revision");
  private static final Field<String> ACTION = text("action");
  private static final Field<String> STATUS_BEFORE = text("status_before");
  private static final Field<String> STATUS_AFTER = text("status_after");
  private static final Field<String> CHANGED_BY = text("changed_by");
  private static final Field<String> REASON = text("reason");
  private static final Field<Long> CHANGED_AT = number("changed_at");

  private static final Table<Record> LOOKS = table("experiment_look");
  private static final Field<Long> NUMBER = number("number");
  private static final Field<Long> LOOKED_AT = number("looked_at");
  private static final Field<String> RESULT = text("result");

  /** As many rows of others are about as large as one look. */
  private static final int ROWS_A_LOOK = 100;

  private static final Cursors CHANGE_CURSORS = new Cursors("experiment-changes");
  private static final Cursors LOOK_CURSORS = new Cursors("experiment-looks");

  private final SqlSession session;

  SqlExperimentHistory(SqlSession session) {
    this.session = session;
  }

  /** Removes some of what is left of an experiment; returns whether there was any. */
  boolean removeSome(String experiment, int limit) {
    Condition own = EXPERIMENT_ID.eq(experiment);
    return Bulk.deleteSome(session, LOOKS, own, NUMBER, Math.max(1, limit / ROWS_A_LOOK))
        || Bulk.deleteSome(session, CHANGES, own, REVISION, limit);
  }

  void insertChange(ExperimentChange change) {
    session.add(
        "change " + change.revision() + " of experiment " + change.experiment(),
        session
            .sql()
            .insertInto(CHANGES)
            .set(EXPERIMENT_ID, change.experiment())
            .set(REVISION, change.revision())
            .set(ACTION, change.action())
            .set(STATUS_BEFORE, orNull(change.from().map(Columns::stored)))
            .set(STATUS_AFTER, stored(change.to()))
            .set(CHANGED_BY, change.actor())
            .set(REASON, change.reason())
            .set(CHANGED_AT, Times.micros(change.at())));
  }

  Page<ExperimentChange> changes(String experiment, PageRequest page) {
    Condition wanted = EXPERIMENT_ID.eq(experiment);
    Optional<Long> after = CHANGE_CURSORS.number(page);
    if (after.isPresent()) {
      wanted = wanted.and(REVISION.lt(after.get()));
    }
    List<ExperimentChange> found =
        session
            .sql()
            .select(REVISION, ACTION, STATUS_BEFORE, STATUS_AFTER, CHANGED_BY, REASON, CHANGED_AT)
            .from(CHANGES)
            .where(wanted)
            .orderBy(REVISION.desc())
            .limit(page.limit() + 1)
            .fetch(row ->
                new ExperimentChange(
                    experiment,
                    row.value1(),
                    row.value2(),
                    Optional.ofNullable(row.value3())
                        .map(status -> constant(ExperimentStatus.class, status)),
                    constant(ExperimentStatus.class, row.value4()),
                    row.value5(),
                    row.value6(),
                    Times.instant(row.value7())));
    return CHANGE_CURSORS.page(found, page, change -> List.of(change.revision()));
  }

  void insertLook(ExperimentLook look) {
    session.add(
        "look " + look.number() + " at experiment " + look.experiment(),
        session
            .sql()
            .insertInto(LOOKS)
            .set(EXPERIMENT_ID, look.experiment())
            .set(NUMBER, look.number())
            .set(LOOKED_AT, Times.micros(look.at()))
            .set(RESULT, session.write(look.result())));
  }

  Page<ExperimentLook> looks(String experiment, PageRequest page) {
    Condition wanted = EXPERIMENT_ID.eq(experiment);
    Optional<Long> after = LOOK_CURSORS.number(page);
    if (after.isPresent()) {
      wanted = wanted.and(NUMBER.lt(after.get()));
    }
    List<ExperimentLook> found =
        session
            .sql()
            .select(NUMBER, LOOKED_AT, RESULT)
            .from(LOOKS)
            .where(wanted)
            .orderBy(NUMBER.desc())
            .limit(page.limit() + 1)
            .fetch(row ->
                new ExperimentLook(
                    experiment,
                    row.value1(),
                    Times.instant(row.value2()),
                    session.parse(row.value3())));
    return LOOK_CURSORS.page(found, page, look -> List.of(look.number()));
  }
}
