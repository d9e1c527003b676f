package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.audit.AuditEntry;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.AuditStore;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The audit trail in one table. */
final class SqlAudit implements AuditStore {

  private static final Table<Record> ENTRIES = table("audit_entry");
  private static final Field<String> ID = text("id");
  private static final Field<Long> RECORDED_AT = number("recorded_at");
  private static final Field<String> ACTOR = text("actor");
  private static final Field<String> ACTION = text("action");
  private static final Field<String> RESOURCE = text("resource");
  private static final Field<String> STATE_BEFORE = text("state_before");
  private static final Field<String> STATE_AFTER = text("state_after");
  private static final Field<String> REASON = text("reason");

  private static final Cursors CURSORS = new Cursors("audit");

  private final SqlSession session;

  SqlAudit(SqlSession session) {
    this.session = session;
  }

  @Override
  public void append(AuditEntry entry) {
    session.add(
        "audit entry " + entry.id(),
        session
            .sql()
            .insertInto(ENTRIES)
            .set(ID, entry.id())
            .set(RECORDED_AT, Times.micros(entry.at()))
            .set(ACTOR, entry.actor())
            .set(ACTION, entry.action())
            .set(RESOURCE, entry.resource())
            .set(STATE_BEFORE, session.write(entry.before()))
            .set(STATE_AFTER, session.write(entry.after()))
            .set(REASON, entry.reason()));
  }

  @Override
  public Page<AuditEntry> list(Filter filter, PageRequest page) {
    Condition wanted =
        Conditions.all(
            List.of(
                filter.actor().map(ACTOR::eq),
                filter.resource().map(SqlAudit::atOrBelow),
                filter.from().map(from -> RECORDED_AT.ge(Times.micros(from))),
                filter.to().map(to -> RECORDED_AT.lt(Times.micros(to))),
                CURSORS.text(page).map(ID::lt)));
    List<AuditEntry> found =
        session
            .sql()
            .select(ID, RECORDED_AT, ACTOR, ACTION, RESOURCE, STATE_BEFORE, STATE_AFTER, REASON)
            .from(ENTRIES)
            .where(wanted)
            .orderBy(ID.desc())
            .limit(page.limit() + 1)
            .fetch(this::entry);
    return CURSORS.page(found, page, entry -> List.of(entry.id()));
  }

  /** A range instead of LIKE: it needs no escaping and uses the index; '0' comes next after '/'. */
  private static Condition atOrBelow(String resource) {
    return RESOURCE.eq(resource).or(RESOURCE.ge(resource + "/").and(RESOURCE.lt(resource + "0")));
  }

  private AuditEntry entry(Record row) {
    return new AuditEntry(
        row.get(ID),
        Times.instant(row.get(RECORDED_AT)),
        row.get(ACTOR),
        row.get(ACTION),
        row.get(RESOURCE),
        session.parse(row.get(STATE_BEFORE)),
        session.parse(row.get(STATE_AFTER)),
        row.get(REASON));
  }
}
