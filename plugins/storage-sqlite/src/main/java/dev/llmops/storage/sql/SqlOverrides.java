package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** The units that were given a variant by hand, in one table. */
final class SqlOverrides {

  private static final Table<Record> OVERRIDES = table("experiment_override");
  private static final Field<String> EXPERIMENT_ID = text("experiment_id");
  private static final Field<String> UNIT = text("unit");
  private static final Field<String> VARIANT = text("variant");
  private static final Field<String> CHANGED_BY = text("changed_by");
  private static final Field<String> REASON = text("reason");
  private static final Field<Long> CHANGED_AT = number("changed_at");

  private static final Cursors CURSORS = new Cursors("experiment-overrides");

  private final SqlSession session;

  SqlOverrides(SqlSession session) {
    this.session = session;
  }

  void put(VariantOverride override) {
    Map<Field<?>, Object> values = new LinkedHashMap<>();
    values.put(VARIANT, orNull(override.variant()));
    values.put(CHANGED_BY, override.actor());
    values.put(REASON, override.reason());
    values.put(CHANGED_AT, Times.micros(override.at()));
    session
        .sql()
        .insertInto(OVERRIDES)
        .set(EXPERIMENT_ID, override.experiment())
        .set(UNIT, override.unit())
        .set(values)
        .onConflict(EXPERIMENT_ID, UNIT)
        .doUpdate()
        .set(values)
        .execute();
  }

  void remove(String experiment, String unit) {
    session
        .sql()
        .deleteFrom(OVERRIDES)
        .where(EXPERIMENT_ID.eq(experiment), UNIT.eq(unit))
        .execute();
  }

  Page<VariantOverride> list(String experiment, PageRequest page) {
    Condition wanted = EXPERIMENT_ID.eq(experiment);
    Optional<String> after = CURSORS.text(page);
    if (after.isPresent()) {
      wanted = wanted.and(UNIT.gt(after.get()));
    }
    return CURSORS.page(list(wanted, page.limit() + 1), page, override -> List.of(override.unit()));
  }

  List<VariantOverride> list(String experiment) {
    return list(EXPERIMENT_ID.eq(experiment), Integer.MAX_VALUE);
  }

  private List<VariantOverride> list(Condition wanted, int limit) {
    return session
        .sql()
        .select(EXPERIMENT_ID, UNIT, VARIANT, CHANGED_BY, REASON, CHANGED_AT)
        .from(OVERRIDES)
        .where(wanted)
        .orderBy(UNIT)
        .limit(limit)
        .fetch(row ->
            new VariantOverride(
                row.value1(),
                row.value2(),
                Optional.ofNullable(row.value3()),
                row.value4(),
                row.value5(),
                Times.instant(row.value6())));
  }

  Set<String> units(String experiment, Collection<String> units) {
    Set<String> found = new HashSet<>();
    Bulk.inChunks(
        units,
        chunk ->
            session
                .sql()
                .select(UNIT)
                .from(OVERRIDES)
                .where(EXPERIMENT_ID.eq(experiment), UNIT.in(chunk))
                .forEach(row -> found.add(row.value1())));
    return found;
  }

  /** Removes some of what is left of an experiment; returns whether there was any. */
  boolean removeSome(String experiment, int limit) {
    return Bulk.deleteSome(session, OVERRIDES, EXPERIMENT_ID.eq(experiment), UNIT, limit);
  }
}
