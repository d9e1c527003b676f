package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.real;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.experiment.ArmSpread;
import dev.llmops.model.experiment.ArmSum;
import dev.llmops.model.experiment.Observation;
import dev.llmops.model.experiment.UnitRollup;
import dev.llmops.spi.storage.ObservationStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Observations, roll-ups and sums in three tables. */
final class SqlObservations implements ObservationStore {

  private static final Table<Record> OBSERVATIONS = table("observation");
  private static final Table<Record> ROLLUPS = table("unit_rollup");
  private static final Table<Record> SUMS = table("arm_sum");
  private static final Field<String> EXPERIMENT_ID = text("experiment_id");
  private static final Field<String> ID = text("id");
  private static final Field<String> UNIT = text("unit");
  private static final Field<String> VARIANT = text("variant");
  private static final Field<String> METRIC = text("metric");
  private static final Field<Double> MEASURED = real("measured");
  private static final Field<Long> MEASURED_AT = number("measured_at");
  private static final Field<Long> VALUE_COUNT = number("value_count");
  private static final Field<Double> VALUE_SUM = real("value_sum");
  private static final Field<Double> VALUE_MAX = real("value_max");
  private static final Field<Long> UNITS = number("units");
  private static final Field<Double> SUM_HIGH = real("sum_high");
  private static final Field<Double> SUM_LOW = real("sum_low");
  private static final Field<Double> SQUARES_HIGH = real("squares_high");
  private static final Field<Double> SQUARES_LOW = real("squares_low");

  private static final int MOST_REMEMBERED = 1_000;
  private static final String ROLLUP = "rollup";
  private static final Field<String> METRIC_OF = ofRollup("metric");
  private static final Field<String> VARIANT_OF = ofRollup("variant");

  private final SqlSession session;

  SqlObservations(SqlSession session) {
    this.session = session;
  }

  @Override
  public Set<String> existing(String experiment, Collection<String> ids) {
    Set<String> found = new HashSet<>();
    Bulk.inChunks(
        ids,
        chunk ->
            session
                .sql()
                .select(ID)
                .from(OBSERVATIONS)
                .where(EXPERIMENT_ID.eq(experiment), ID.in(chunk))
                .forEach(row -> found.add(row.value1())));
    return found;
  }

  @Override
  public void insert(Collection<Observation> observations) {
    session.add(
        "one of these observations",
        () ->
            Bulk.execute(
                session,
                session
                    .sql()
                    .insertInto(
                        OBSERVATIONS,
                        EXPERIMENT_ID,
                        ID,
                        UNIT,
                        VARIANT,
                        METRIC,
                        MEASURED,
                        MEASURED_AT)
                    .values("", "", "", "", "", 0.0, 0L),
                observations,
                observation ->
                    new Object[] {
                      observation.experiment(),
                      observation.id(),
                      observation.unit(),
                      observation.variant(),
                      observation.metric(),
                      observation.value(),
                      Times.micros(observation.at())
                    }));
  }

  @Override
  public Map<UnitRollup.Key, UnitRollup> rollups(Collection<UnitRollup.Key> keys) {
    // One condition per key would nest deeper than SQLite parses, so keys go by experiment and
    // metric.
    record Group(String experiment, String metric) {}
    Map<Group, List<String>> groups = new LinkedHashMap<>();
    for (UnitRollup.Key key : keys) {
      groups
          .computeIfAbsent(new Group(key.experiment(), key.metric()), group -> new ArrayList<>())
          .add(key.unit());
    }
    Map<UnitRollup.Key, UnitRollup> found = new HashMap<>();
    groups.forEach((group, units) ->
        Bulk.inChunks(
            units,
            chunk ->
                session
                    .sql()
                    .select(UNIT, VARIANT, VALUE_COUNT, VALUE_SUM, VALUE_MAX)
                    .from(ROLLUPS)
                    .where(
                        EXPERIMENT_ID.eq(group.experiment()),
                        METRIC.eq(group.metric()),
                        UNIT.in(chunk))
                    .forEach(row -> {
                      UnitRollup.Key key =
                          new UnitRollup.Key(group.experiment(), group.metric(), row.value1());
                      found.put(
                          key,
                          new UnitRollup(
                              key, row.value2(), row.value3(), row.value4(), row.value5()));
                    })));
    return found;
  }

  @Override
  public void forEachRollup(String experiment, BiConsumer<Map<String, String>, UnitRollup> each) {
    // Where few of the texts differ, finding one takes less than reading it.
    Map<String, Map<String, String>> read = new HashMap<>();
    try (Cursor<Record> rows =
        session
            .sql()
            .select(
                List.of(
                    METRIC_OF,
                    FirstExposures.UNIT,
                    VARIANT_OF,
                    VALUE_COUNT,
                    VALUE_SUM,
                    VALUE_MAX,
                    FirstExposures.SEGMENTS))
            .from(ROLLUPS.as(ROLLUP))
            .join(FirstExposures.TABLE)
            .on(FirstExposures.UNIT.eq(ofRollup("unit")))
            .where(ofRollup("experiment_id").eq(experiment), FirstExposures.of(experiment))
            .fetchLazy()) {
      for (Record row : rows) {
        each.accept(
            segments(row.get(FirstExposures.SEGMENTS), read),
            new UnitRollup(
                new UnitRollup.Key(experiment, row.get(METRIC_OF), row.get(FirstExposures.UNIT)),
                row.get(VARIANT_OF),
                row.get(VALUE_COUNT),
                row.get(VALUE_SUM),
                row.get(VALUE_MAX)));
      }
    }
  }

  private Map<String, String> segments(String text, Map<String, Map<String, String>> read) {
    Map<String, String> known = read.get(text);
    if (known == null) {
      known = ExperimentJson.segments(session.parse(text));
      if (read.size() < MOST_REMEMBERED) {
        read.put(text, known);
      }
    }
    return known;
  }

  @Override
  public void putRollups(Collection<UnitRollup> rollups) {
    Bulk.execute(
        session,
        session
            .sql()
            .insertInto(
                ROLLUPS, EXPERIMENT_ID, METRIC, UNIT, VARIANT, VALUE_COUNT, VALUE_SUM, VALUE_MAX)
            .values("", "", "", "", 0L, 0.0, 0.0)
            .onConflict(EXPERIMENT_ID, METRIC, UNIT)
            .doUpdate()
            .set(VARIANT, DSL.excluded(VARIANT))
            .set(VALUE_COUNT, DSL.excluded(VALUE_COUNT))
            .set(VALUE_SUM, DSL.excluded(VALUE_SUM))
            .set(VALUE_MAX, DSL.excluded(VALUE_MAX)),
        rollups,
        rollup ->
            new Object[] {
              rollup.key().experiment(),
              rollup.key().metric(),
              rollup.key().unit(),
              rollup.variant(),
              rollup.count(),
              rollup.sum(),
              rollup.max()
            });
  }

  @Override
  public void removeRollups(Collection<UnitRollup.Key> keys) {
    Bulk.execute(
        session,
        session.sql().deleteFrom(ROLLUPS).where(EXPERIMENT_ID.eq(""), METRIC.eq(""), UNIT.eq("")),
        keys,
        key -> new Object[] {key.experiment(), key.metric(), key.unit()});
  }

  @Override
  public List<ArmSum> armSums(String experiment) {
    return session
        .sql()
        .select(VARIANT, METRIC, UNITS, SUM_HIGH, SUM_LOW, SQUARES_HIGH, SQUARES_LOW)
        .from(SUMS)
        .where(EXPERIMENT_ID.eq(experiment))
        .orderBy(METRIC, VARIANT)
        .fetch(row ->
            new ArmSum(
                experiment,
                row.value1(),
                row.value2(),
                row.value3(),
                row.value4(),
                row.value5(),
                row.value6(),
                row.value7()));
  }

  @Override
  public void putArmSums(Collection<ArmSum> sums) {
    Bulk.execute(
        session,
        session
            .sql()
            .insertInto(
                SUMS,
                EXPERIMENT_ID,
                METRIC,
                VARIANT,
                UNITS,
                SUM_HIGH,
                SUM_LOW,
                SQUARES_HIGH,
                SQUARES_LOW)
            .values("", "", "", 0L, 0.0, 0.0, 0.0, 0.0)
            .onConflict(EXPERIMENT_ID, METRIC, VARIANT)
            .doUpdate()
            .set(UNITS, DSL.excluded(UNITS))
            .set(SUM_HIGH, DSL.excluded(SUM_HIGH))
            .set(SUM_LOW, DSL.excluded(SUM_LOW))
            .set(SQUARES_HIGH, DSL.excluded(SQUARES_HIGH))
            .set(SQUARES_LOW, DSL.excluded(SQUARES_LOW)),
        sums,
        sum ->
            new Object[] {
              sum.experiment(),
              sum.metric(),
              sum.variant(),
              sum.units(),
              sum.sumHigh(),
              sum.sumLow(),
              sum.squaresHigh(),
              sum.squaresLow()
            });
  }

  @Override
  public List<ArmSpread> armSpreads(String experiment) {
    Field<Double> mean = VALUE_SUM.div(VALUE_COUNT);
    return session
        .sql()
        .select(
            VARIANT,
            METRIC,
            DSL.sum(VALUE_COUNT),
            DSL.min(mean),
            DSL.max(mean),
            DSL.min(VALUE_MAX),
            DSL.max(VALUE_MAX))
        .from(ROLLUPS)
        .where(EXPERIMENT_ID.eq(experiment))
        .groupBy(METRIC, VARIANT)
        .orderBy(METRIC, VARIANT)
        .fetch(row ->
            new ArmSpread(
                row.value1(),
                row.value2(),
                row.value3().longValue(),
                new ArmSpread.Range(row.value4(), row.value5()),
                new ArmSpread.Range(row.value6(), row.value7())));
  }

  @Override
  public boolean remove(String experiment, int limit) {
    Condition events = EXPERIMENT_ID.eq(experiment);
    if (Bulk.deleteSome(session, OBSERVATIONS, events, ID, limit)) {
      return true;
    }
    // By metric, since these rows are ordered by it before they are by unit.
    Optional<String> metric =
        session
            .sql()
            .select(METRIC)
            .from(ROLLUPS)
            .where(events)
            .orderBy(METRIC)
            .limit(1)
            .fetchOptional(METRIC);
    if (metric.isPresent()) {
      Bulk.deleteSome(session, ROLLUPS, events.and(METRIC.eq(metric.get())), UNIT, limit);
      return true;
    }
    session.sql().deleteFrom(SUMS).where(events).execute();
    return false;
  }

  private static Field<String> ofRollup(String column) {
    return DSL.field(DSL.name(ROLLUP, column), SQLDataType.VARCHAR);
  }
}
