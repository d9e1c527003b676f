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
import dev.llmops.model.alert.Alert.Acknowledgement;
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
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Alerts and deliveries in two tables. */
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
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final Field<Long> ACKNOWLEDGED_AT = number("acknowledged_at");
  private static final Field<String> ACKNOWLEDGED_BY = text("acknowledged_by");
  private static final Field<String> ACKNOWLEDGEMENT = text("acknowledgement");
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
          CREATED_AT,
          ACKNOWLEDGED_AT,
          ACKNOWLEDGED_BY,
          ACKNOWLEDGEMENT,
          REVISION);

  private static final Table<Record> DELIVERIES = table("alert_delivery");
  private static final Field<String> ALERT_ID = text("alert_id");
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
                filter.type().map(type -> TYPE.eq(stored(type))),
                filter.severity().map(severity -> SEVERITY.eq(stored(severity))),
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

  @Override
  public void putDelivery(Delivery delivery) {
    session
        .sql()
        .insertInto(DELIVERIES, ALERT_ID, SINK, STATE, ATTEMPTS, UPDATED_AT, LAST_ERROR)
        .values(
            delivery.alertId(),
            delivery.sink(),
            stored(delivery.state()),
            delivery.attempts(),
            Times.micros(delivery.updatedAt()),
            orNull(delivery.lastError()))
        .onConflict(ALERT_ID, SINK)
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
        .select(SINK, STATE, ATTEMPTS, UPDATED_AT, LAST_ERROR)
        .from(DELIVERIES)
        .where(ALERT_ID.eq(alertId))
        .orderBy(SINK)
        .fetch(row ->
            new Delivery(
                alertId,
                row.value1(),
                constant(Delivery.State.class, row.value2()),
                row.value3(),
                Times.instant(row.value4()),
                Optional.ofNullable(row.value5())));
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
    row.put(CREATED_AT, Times.micros(alert.createdAt()));
    Optional<Acknowledgement> seen = alert.acknowledgement();
    row.put(ACKNOWLEDGED_AT, orNull(seen.map(Acknowledgement::at).map(Times::micros)));
    row.put(ACKNOWLEDGED_BY, orNull(seen.map(Acknowledgement::by)));
    row.put(ACKNOWLEDGEMENT, orNull(seen.map(Acknowledgement::comment)));
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
        Times.instant(row.get(CREATED_AT)),
        Optional.ofNullable(row.get(ACKNOWLEDGED_AT))
            .map(at ->
                new Acknowledgement(
                    Times.instant(at), row.get(ACKNOWLEDGED_BY), row.get(ACKNOWLEDGEMENT))),
        row.get(REVISION));
  }
}
