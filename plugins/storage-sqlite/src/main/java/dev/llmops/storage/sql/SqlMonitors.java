package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.flag;
import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.optional;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.real;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Monitor;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.MonitorStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Monitors in one table. */
final class SqlMonitors implements MonitorStore {

  private static final Table<Record> MONITORS = table("monitor");
  private static final Field<String> ID = text("id");
  private static final Field<String> KIND = text("kind");
  private static final Field<String> MEASURE = text("measure");
  private static final Field<Double> LIMIT = real("limit_value");
  private static final Field<String> BASELINE_RUN = text("baseline_run");
  private static final Field<Integer> WINDOW = integer("window_runs");
  private static final Field<String> SEVERITY = text("severity");
  private static final Field<String> PROMPT = text("prompt");
  private static final Field<String> DATASET = text("dataset");
  private static final Field<String> PROVIDER = text("provider");
  private static final Field<Boolean> ENABLED = flag("enabled");
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final Field<Long> REVISION = number("revision");
  private static final List<Field<?>> FIELDS =
      List.of(
          ID,
          KIND,
          MEASURE,
          LIMIT,
          BASELINE_RUN,
          WINDOW,
          SEVERITY,
          PROMPT,
          DATASET,
          PROVIDER,
          ENABLED,
          CREATED_AT,
          REVISION);

  private static final Cursors CURSORS = new Cursors("monitors");

  private final SqlSession session;

  SqlMonitors(SqlSession session) {
    this.session = session;
  }

  @Override
  public void insert(Monitor monitor) {
    Revisions.requireFirst(monitor.revision());
    session.add("monitor " + monitor.id(), session.sql().insertInto(MONITORS).set(row(monitor)));
  }

  @Override
  public void update(Monitor monitor) {
    session.changed(
        "monitor " + monitor.id(),
        session
            .sql()
            .update(MONITORS)
            .set(row(monitor))
            .where(ID.eq(monitor.id()), REVISION.eq(monitor.revision() - 1))
            .execute());
  }

  @Override
  public boolean delete(String id) {
    return session.sql().deleteFrom(MONITORS).where(ID.eq(id)).execute() > 0;
  }

  @Override
  public Optional<Monitor> find(String id) {
    return session
        .sql()
        .select(FIELDS)
        .from(MONITORS)
        .where(ID.eq(id))
        .fetchOptional(SqlMonitors::monitor);
  }

  @Override
  public Page<Monitor> list(PageRequest page) {
    Condition wanted = Conditions.all(List.of(CURSORS.text(page).map(ID::lt)));
    List<Monitor> found =
        session
            .sql()
            .select(FIELDS)
            .from(MONITORS)
            .where(wanted)
            .orderBy(ID.desc())
            .limit(page.limit() + 1)
            .fetch(SqlMonitors::monitor);
    return CURSORS.page(found, page, monitor -> List.of(monitor.id()));
  }

  @Override
  public List<Monitor> all() {
    return session.sql().select(FIELDS).from(MONITORS).orderBy(ID).fetch(SqlMonitors::monitor);
  }

  private static Map<Field<?>, Object> row(Monitor monitor) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(ID, monitor.id());
    row.put(KIND, stored(monitor.kind()));
    row.put(MEASURE, monitor.measure());
    row.put(LIMIT, orNull(monitor.limit()));
    row.put(BASELINE_RUN, orNull(monitor.baselineRun()));
    row.put(WINDOW, monitor.window().isPresent() ? monitor.window().getAsInt() : null);
    row.put(SEVERITY, stored(monitor.severity()));
    row.put(PROMPT, orNull(monitor.prompt()));
    row.put(DATASET, orNull(monitor.dataset()));
    row.put(PROVIDER, orNull(monitor.provider()));
    row.put(ENABLED, monitor.enabled());
    row.put(CREATED_AT, Times.micros(monitor.createdAt()));
    row.put(REVISION, monitor.revision());
    return row;
  }

  private static Monitor monitor(Record row) {
    Integer window = row.get(WINDOW);
    return new Monitor(
        row.get(ID),
        constant(AlertType.class, row.get(KIND)),
        row.get(MEASURE),
        optional(row.get(LIMIT)),
        Optional.ofNullable(row.get(BASELINE_RUN)),
        window == null ? OptionalInt.empty() : OptionalInt.of(window),
        constant(Severity.class, row.get(SEVERITY)),
        Optional.ofNullable(row.get(PROMPT)),
        Optional.ofNullable(row.get(DATASET)),
        Optional.ofNullable(row.get(PROVIDER)),
        row.get(ENABLED),
        Times.instant(row.get(CREATED_AT)),
        row.get(REVISION));
  }
}
