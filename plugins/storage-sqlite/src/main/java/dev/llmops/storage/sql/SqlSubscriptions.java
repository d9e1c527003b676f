package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.alert.Subscription;
import dev.llmops.model.json.Json;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.SubscriptionStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Subscriptions in one table. */
final class SqlSubscriptions implements SubscriptionStore {

  private static final Table<Record> SUBSCRIPTIONS = table("subscription");
  private static final Field<String> ID = text("id");
  private static final Field<String> SINK = text("sink");
  private static final Field<String> TYPES = text("types");
  private static final Field<String> MIN_SEVERITY = text("min_severity");
  private static final Field<String> SOURCE = text("source");
  private static final Field<String> PROMPT = text("prompt");
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final List<Field<?>> FIELDS =
      List.of(ID, SINK, TYPES, MIN_SEVERITY, SOURCE, PROMPT, CREATED_AT);

  private static final Cursors CURSORS = new Cursors("subscriptions");

  private final SqlSession session;

  SqlSubscriptions(SqlSession session) {
    this.session = session;
  }

  @Override
  public void insert(Subscription subscription) {
    Json types =
        Json.array(
            subscription.types().stream().sorted().map(type -> Json.of(stored(type))).toList());
    session.add(
        "subscription " + subscription.id(),
        session
            .sql()
            .insertInto(SUBSCRIPTIONS, FIELDS)
            .values(
                subscription.id(),
                subscription.sink(),
                session.write(types),
                stored(subscription.minSeverity()),
                orNull(subscription.source()),
                orNull(subscription.prompt()),
                Times.micros(subscription.createdAt())));
  }

  @Override
  public boolean delete(String id) {
    return session.sql().deleteFrom(SUBSCRIPTIONS).where(ID.eq(id)).execute() > 0;
  }

  @Override
  public Optional<Subscription> find(String id) {
    return session
        .sql()
        .select(FIELDS)
        .from(SUBSCRIPTIONS)
        .where(ID.eq(id))
        .fetchOptional(this::subscription);
  }

  @Override
  public Page<Subscription> list(PageRequest page) {
    Condition wanted = Conditions.all(List.of(CURSORS.text(page).map(ID::lt)));
    List<Subscription> found =
        session
            .sql()
            .select(FIELDS)
            .from(SUBSCRIPTIONS)
            .where(wanted)
            .orderBy(ID.desc())
            .limit(page.limit() + 1)
            .fetch(this::subscription);
    return CURSORS.page(found, page, subscription -> List.of(subscription.id()));
  }

  @Override
  public List<Subscription> all() {
    return session.sql().select(FIELDS).from(SUBSCRIPTIONS).orderBy(ID).fetch(this::subscription);
  }

  private Subscription subscription(Record row) {
    return new Subscription(
        row.get(ID),
        row.get(SINK),
        session.parse(row.get(TYPES)).elements().stream()
            .map(type -> constant(AlertType.class, type.asString()))
            .collect(Collectors.toSet()),
        constant(Severity.class, row.get(MIN_SEVERITY)),
        Optional.ofNullable(row.get(SOURCE)),
        Optional.ofNullable(row.get(PROMPT)),
        Times.instant(row.get(CREATED_AT)));
  }
}
