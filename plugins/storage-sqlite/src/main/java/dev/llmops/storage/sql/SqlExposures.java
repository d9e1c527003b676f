package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.experiment.ExposedSegment;
import dev.llmops.model.experiment.Exposure;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jooq.Cursor;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record3;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** What units were shown, in one table. */
final class SqlExposures {

  private static final Table<Record> EXPOSURES = table("exposure");
  private static final Field<String> EXPERIMENT_ID = text("experiment_id");
  private static final Field<String> UNIT = text("unit");
  private static final Field<Integer> EPOCH = integer("epoch");
  private static final Field<String> VARIANT = text("variant");
  private static final Field<Long> EXPOSED_AT = number("exposed_at");
  private static final Field<String> SEGMENTS = text("segments");

  private final SqlSession session;

  SqlExposures(SqlSession session) {
    this.session = session;
  }

  int insert(Collection<Exposure> exposures) {
    return Bulk.execute(
        session,
        session
            .sql()
            .insertInto(EXPOSURES, EXPERIMENT_ID, UNIT, EPOCH, VARIANT, EXPOSED_AT, SEGMENTS)
            .values("", "", 0, "", 0L, "")
            .onConflict(EXPERIMENT_ID, UNIT, EPOCH)
            .doNothing(),
        exposures,
        exposure ->
            new Object[] {
              exposure.experiment(),
              exposure.unit(),
              exposure.epoch(),
              exposure.variant(),
              Times.micros(exposure.at()),
              session.write(ExperimentJson.segments(exposure.segments()))
            });
  }

  /** When a unit was exposed in several epochs, the first one counts: it is what it stays with. */
  Map<String, Exposure> first(String experiment, Collection<String> units) {
    Map<String, Exposure> exposures = new HashMap<>();
    Bulk.inChunks(
        units,
        chunk ->
            session
                .sql()
                .select(EPOCH, UNIT, VARIANT, EXPOSED_AT, SEGMENTS)
                .from(EXPOSURES)
                .where(EXPERIMENT_ID.eq(experiment), UNIT.in(chunk))
                .orderBy(UNIT, EPOCH)
                .forEach(row ->
                    exposures.putIfAbsent(
                        row.value2(),
                        new Exposure(
                            experiment,
                            row.value1(),
                            row.value2(),
                            row.value3(),
                            Times.instant(row.value4()),
                            ExperimentJson.segments(session.parse(row.value5()))))));
    return exposures;
  }

  Map<String, Long> counts(String experiment) {
    Map<String, Long> counts = new LinkedHashMap<>();
    session
        .sql()
        .select(VARIANT, DSL.countDistinct(UNIT))
        .from(EXPOSURES)
        .where(EXPERIMENT_ID.eq(experiment))
        .groupBy(VARIANT)
        .orderBy(VARIANT)
        .forEach(row -> counts.put(row.value1(), row.value2().longValue()));
    return counts;
  }

  void forEachSegment(String experiment, Consumer<ExposedSegment> each) {
    try (Cursor<Record3<String, String, Integer>> rows =
        session
            .sql()
            .select(FirstExposures.VARIANT, FirstExposures.SEGMENTS, DSL.count())
            .from(FirstExposures.TABLE)
            .where(FirstExposures.of(experiment))
            .groupBy(FirstExposures.VARIANT, FirstExposures.SEGMENTS)
            .fetchLazy()) {
      for (Record3<String, String, Integer> row : rows) {
        each.accept(
            new ExposedSegment(
                row.value1(), ExperimentJson.segments(session.parse(row.value2())), row.value3()));
      }
    }
  }

  void remove(String experiment, String unit) {
    session
        .sql()
        .deleteFrom(EXPOSURES)
        .where(EXPERIMENT_ID.eq(experiment), UNIT.eq(unit))
        .execute();
  }

  /** Removes some of what is left of an experiment; returns whether there was any. */
  boolean removeSome(String experiment, int limit) {
    return Bulk.deleteSome(session, EXPOSURES, EXPERIMENT_ID.eq(experiment), UNIT, limit);
  }
}
