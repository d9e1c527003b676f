package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.optional;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.real;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.Alert.Note;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.AlertStore;
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

/** Alerts, their events and deliveries in three tables. */
final class SqlAlerts implements AlertStore {

  private static final Table<Record> ALERTS = table("alert");
  private static final Field<String> ID = text("id");
  private static final Field<String> TYPE = text("type");
  private static final Field<String> SEVERITY = text("severity");
  private static final Field<String> MESSAGE = text("message");
  private static final Field<String> SOURCE = text("source");
  private static final Field<String> SOURCE_ID = text("source_id");
  private static final Field<String> METRIC = text("metric");
  private static final Field<Double> THRESHOLD = real("threshold");
  private static final Field<Double> ACTUAL = real("actual");
  private static final Field<String> DETAILS = text("details");
  private static final Field<String> CONDITION = text("condition_key");
  private static final Field<String> OPEN_CONDITION = text("open_condition");
  private static final Field<Long> OCCURRENCES = number("occurrences");
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final Field<Long> LAST_SEEN_AT = number("last_seen_at");
  private static final Field<Long> QUIET_UNTIL = number("quiet_until");
  private static final Field<Long> ACKNOWLEDGED_AT = number("acknowledged_at");
  private static final Field<String> ACKNOWLEDGED_BY = text("acknowledged_by");
  private static final Field<String> ACKNOWLEDGEMENT = text("acknowledgement");
  private static final Field<Long> RESOLVED_AT = number("resolved_at");
  private static final Field<String> RESOLVED_BY = text("resolved_by");
  private static final Field<String> RESOLUTION = text("resolution");
  private static final Field<Long> REVISION = number("revision");
  private static final List<Field<?>> FIELDS =
      List.of(
          ID,
          TYPE,
          SEVERITY,
          MESSAGE,
          SOURCE,
          SOURCE_ID,
          METRIC,
          THRESHOLD,
          ACTUAL,
          DETAILS,
          CONDITION,
          OCCURRENCES,
          CREATED_AT,
          LAST_SEEN_AT,
          QUIET_UNTIL,
          ACKNOWLEDGED_AT,
          ACKNOWLEDGED_BY,
          ACKNOWLEDGEMENT,
          RESOLVED_AT,
          RESOLVED_BY,
          RESOLUTION,
          REVISION);

  private static final Table<Record> EVENTS = table("alert_event");
  private static final Field<String> ALERT_ID = text("alert_id");
  private static final Field<String> KIND = text("kind");
  private static final Field<Long> HAPPENED_AT = number("happened_at");

  private static final List<Field<?>> EVENT_FIELDS = List.of(ID, ALERT_ID, KIND, HAPPENED_AT);

  private static final Table<Record> DELIVERIES = table("alert_event_delivery");
  private static final Field<String> EVENT_ID = text("event_id");
  private static final Field<String> EVENT_KIND = text("event_kind");
  private static final Field<String> SINK = text("sink");
  private static final Field<String> STATE = text("state");
  private static final Field<Integer> ATTEMPTS = integer("attempts");
  private static final Field<Long> UPDATED_AT = number("updated_at");
  private static final Field<String> LAST_ERROR = text("last_error");

  private static final Cursors CURSORS = new Cursors("alerts");

  private final SqlSession session;

  SqlAlerts(SqlSession session) {
    this.session = session;
  }

  @Override
  public void insert(Alert alert) {
    Revisions.requireFirst(alert.revision());
    session.add("alert " + alert.id(), session.sql().insertInto(ALERTS).set(row(alert)));
  }

  @Override
  public void update(Alert alert) {
    session.changed(
        "alert " + alert.id(),
        session
            .sql()
            .update(ALERTS)
            .set(row(alert))
            .where(ID.eq(alert.id()), REVISION.eq(alert.revision() - 1))
            .execute());
  }

  @Override
  public Optional<Alert> find(String id) {
    return session.sql().select(FIELDS).from(ALERTS).where(ID.eq(id)).fetchOptional(this::alert);
  }

  @Override
  public Page<Alert> list(Filter filter, PageRequest page) {
    Condition wanted =
        Conditions.all(
            List.of(
                anyOf(TYPE, filter.types()),
                anyOf(SEVERITY, filter.severities()),
                filter.source().map(SOURCE::eq),
                filter
                    .acknowledged()
                    .map(seen -> seen ? ACKNOWLEDGED_AT.isNotNull() : ACKNOWLEDGED_AT.isNull()),
                filter.from().map(from -> CREATED_AT.ge(Times.micros(from))),
                filter.to().map(to -> CREATED_AT.lt(Times.micros(to))),
                CURSORS.text(page).map(ID::lt)));
    List<Alert> found =
        session
            .sql()
            .select(FIELDS)
            .from(ALERTS)
            .where(wanted)
            .orderBy(ID.desc())
            .limit(page.limit() + 1)
            .fetch(this::alert);
    return CURSORS.page(found, page, alert -> List.of(alert.id()));
  }

  private static Optional<Condition> anyOf(Field<String> field, Set<? extends Enum<?>> wanted) {
    return wanted.isEmpty()
        ? Optional.empty()
        : Optional.of(field.in(wanted.stream().map(Columns::stored).toList()));
  }

  @Override
  public Optional<Alert> latest(String condition) {
    return session
        .sql()
        .select(FIELDS)
        .from(ALERTS)
        .where(CONDITION.eq(condition))
        .orderBy(ID.desc())
        .limit(1)
        .fetchOptional(this::alert);
  }

  @Override
  public void append(AlertEvent event) {
    session.add(
        "alert event " + event.id(),
        session
            .sql()
            .insertInto(EVENTS, ID, ALERT_ID, KIND, HAPPENED_AT)
            .values(event.id(), event.alertId(), stored(event.kind()), Times.micros(event.at())));
  }

  @Override
  public Optional<AlertEvent> findEvent(String id) {
    return session
        .sql()
        .select(EVENT_FIELDS)
        .from(EVENTS)
        .where(ID.eq(id))
        .fetchOptional(SqlAlerts::event);
  }

  @Override
  public List<AlertEvent> events(String afterId, int limit) {
    return session
        .sql()
        .select(EVENT_FIELDS)
        .from(EVENTS)
        .where(ID.gt(afterId))
        .orderBy(ID)
        .limit(limit)
        .fetch(SqlAlerts::event);
  }

  private static AlertEvent event(Record row) {
    return new AlertEvent(
        row.get(ID),
        row.get(ALERT_ID),
        constant(AlertEvent.Kind.class, row.get(KIND)),
        Times.instant(row.get(HAPPENED_AT)));
  }

  @Override
  public Optional<String> lastEvent() {
    return session.sql().select(ID).from(EVENTS).orderBy(ID.desc()).limit(1).fetchOptional(ID);
  }

  @Override
  public void putDelivery(Delivery delivery) {
    session
        .sql()
        .insertInto(
            DELIVERIES,
            ALERT_ID,
            EVENT_ID,
            EVENT_KIND,
            SINK,
            STATE,
            ATTEMPTS,
            UPDATED_AT,
            LAST_ERROR)
        .values(
            delivery.alertId(),
            delivery.eventId(),
            stored(delivery.event()),
            delivery.sink(),
            stored(delivery.state()),
            delivery.attempts(),
            Times.micros(delivery.updatedAt()),
            orNull(delivery.lastError()))
        .onConflict(ALERT_ID, EVENT_ID, SINK)
        .doUpdate()
        .set(STATE, DSL.excluded(STATE))
        .set(ATTEMPTS, DSL.excluded(ATTEMPTS))
        .set(UPDATED_AT, DSL.excluded(UPDATED_AT))
        .set(LAST_ERROR, DSL.excluded(LAST_ERROR))
        .execute();
  }

  @Override
  public List<Delivery> deliveries(String alertId) {
    return session
        .sql()
        .select(EVENT_ID, EVENT_KIND, SINK, STATE, ATTEMPTS, UPDATED_AT, LAST_ERROR)
        .from(DELIVERIES)
        .where(ALERT_ID.eq(alertId))
        .orderBy(EVENT_ID, SINK)
        .fetch(row ->
            new Delivery(
                alertId,
                row.value1(),
                constant(AlertEvent.Kind.class, row.value2()),
                row.value3(),
                constant(Delivery.State.class, row.value4()),
                row.value5(),
                Times.instant(row.value6()),
                Optional.ofNullable(row.value7())));
  }

  private Map<Field<?>, Object> row(Alert alert) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(ID, alert.id());
    row.put(TYPE, stored(alert.type()));
    row.put(SEVERITY, stored(alert.severity()));
    row.put(MESSAGE, alert.message());
    row.put(SOURCE, alert.source());
    row.put(SOURCE_ID, alert.sourceId());
    row.put(METRIC, orNull(alert.metric()));
    row.put(THRESHOLD, orNull(alert.threshold()));
    row.put(ACTUAL, orNull(alert.actual()));
    row.put(DETAILS, session.write(alert.details()));
    row.put(CONDITION, alert.condition());
    row.put(OPEN_CONDITION, alert.resolution().isPresent() ? null : alert.condition());
    row.put(OCCURRENCES, alert.occurrences());
    row.put(CREATED_AT, Times.micros(alert.createdAt()));
    row.put(LAST_SEEN_AT, Times.micros(alert.lastSeenAt()));
    row.put(QUIET_UNTIL, orNull(alert.quietUntil().map(Times::micros)));
    Optional<Note> seen = alert.acknowledgement();
    row.put(ACKNOWLEDGED_AT, orNull(seen.map(Note::at).map(Times::micros)));
    row.put(ACKNOWLEDGED_BY, orNull(seen.map(Note::by)));
    row.put(ACKNOWLEDGEMENT, orNull(seen.map(Note::comment)));
    Optional<Note> ended = alert.resolution();
    row.put(RESOLVED_AT, orNull(ended.map(Note::at).map(Times::micros)));
    row.put(RESOLVED_BY, orNull(ended.map(Note::by)));
    row.put(RESOLUTION, orNull(ended.map(Note::comment)));
    row.put(REVISION, alert.revision());
    return row;
  }

  private Alert alert(Record row) {
    return new Alert(
        row.get(ID),
        constant(AlertType.class, row.get(TYPE)),
        constant(Severity.class, row.get(SEVERITY)),
        row.get(MESSAGE),
        row.get(SOURCE),
        row.get(SOURCE_ID),
        Optional.ofNullable(row.get(METRIC)),
        optional(row.get(THRESHOLD)),
        optional(row.get(ACTUAL)),
        session.parse(row.get(DETAILS)),
        row.get(CONDITION),
        row.get(OCCURRENCES),
        Times.instant(row.get(CREATED_AT)),
        Times.instant(row.get(LAST_SEEN_AT)),
        Optional.ofNullable(row.get(QUIET_UNTIL)).map(Times::instant),
        note(row, ACKNOWLEDGED_AT, ACKNOWLEDGED_BY, ACKNOWLEDGEMENT),
        note(row, RESOLVED_AT, RESOLVED_BY, RESOLUTION),
        row.get(REVISION));
  }

  private static Optional<Note> note(
      Record row, Field<Long> at, Field<String> by, Field<String> comment) {
    return Optional.ofNullable(row.get(at))
        .map(time -> new Note(Times.instant(time), row.get(by), row.get(comment)));
  }
}
