package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.flag;
import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.real;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.experiment.Experiment;
import dev.llmops.model.experiment.ExperimentChange;
import dev.llmops.model.experiment.ExperimentLook;
import dev.llmops.model.experiment.ExperimentStatus;
import dev.llmops.model.experiment.ExposedSegment;
import dev.llmops.model.experiment.Exposure;
import dev.llmops.model.experiment.VariantOverride;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.ExperimentStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.Condition;
import org.jooq.Cursor;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record3;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Experiments, exposures and overrides in three tables, and their history in others. */
final class SqlExperiments implements ExperimentStore {

  private static final Table<Record> EXPERIMENTS = table("experiment");
  private static final Field<String> ID = text("id");
  private static final Field<String> NAME = text("name");
  private static final Field<String> DESCRIPTION = text("description");
  private static final Field<String> METADATA = text("metadata");
  private static final Field<String> VARIANTS = text("variants");
  private static final Field<String> METRICS = text("metrics");
  private static final Field<String> TARGETING = text("targeting");
  private static final Field<Double> TRAFFIC = real("traffic");
  private static final Field<String> SEGMENTS = text("segments");
  private static final Field<String> STATUS = text("status");
  private static final Field<String> SALT = text("salt");
  private static final Field<Integer> EPOCH = integer("epoch");
  private static final Field<Long> MIN_SAMPLES = number("min_samples");
  private static final Field<Double> CONFIDENCE = real("confidence");
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final Field<Long> STARTED_AT = number("started_at");
  private static final Field<Long> ENDED_AT = number("ended_at");
  private static final Field<String> WINNER = text("winner");
  private static final Field<String> RESULT = text("result");
  private static final Field<Long> REVISION = number("revision");

  private static final Field<Boolean> WITHDRAWN = flag("withdrawn");
  private static final Condition VISIBLE = WITHDRAWN.eq(false);

  private static final List<Field<?>> FIELDS =
      List.of(
          ID,
          NAME,
          DESCRIPTION,
          METADATA,
          VARIANTS,
          METRICS,
          TARGETING,
          TRAFFIC,
          SEGMENTS,
          STATUS,
          SALT,
          EPOCH,
          MIN_SAMPLES,
          CONFIDENCE,
          CREATED_AT,
          STARTED_AT,
          ENDED_AT,
          WINNER,
          RESULT,
          REVISION);

  private static final Table<Record> EXPOSURES = table("exposure");
  private static final Field<String> EXPERIMENT_ID = text("experiment_id");
  private static final Field<String> UNIT = text("unit");
  private static final Field<String> VARIANT = text("variant");
  private static final Field<Long> EXPOSED_AT = number("exposed_at");

  private static final Table<Record> OVERRIDES = table("experiment_override");
  private static final Field<String> CHANGED_BY = text("changed_by");
  private static final Field<String> REASON = text("reason");
  private static final Field<Long> CHANGED_AT = number("changed_at");

  private static final Cursors CURSORS = new Cursors("experiments");
  private static final Cursors OVERRIDE_CURSORS = new Cursors("experiment-overrides");

  private final SqlSession session;
  private final SqlExperimentHistory history;

  SqlExperiments(SqlSession session) {
    this.session = session;
    this.history = new SqlExperimentHistory(session);
  }

  @Override
  public void insert(Experiment experiment) {
    Revisions.requireFirst(experiment.revision());
    session.add(
        "experiment " + experiment.name() + " (" + experiment.id() + ")",
        session.sql().insertInto(EXPERIMENTS).set(row(experiment)));
  }

  @Override
  public void update(Experiment experiment) {
    int[] rows = new int[1];
    session.add(
        "an experiment of the name " + experiment.name(),
        () ->
            rows[0] =
                session
                    .sql()
                    .update(EXPERIMENTS)
                    .set(row(experiment))
                    .where(ID.eq(experiment.id()), REVISION.eq(experiment.revision() - 1), VISIBLE)
                    .execute());
    session.changed("experiment " + experiment.id(), rows[0]);
  }

  @Override
  public void withdraw(String id, long revision) {
    session.changed(
        "experiment " + id,
        session
            .sql()
            .update(EXPERIMENTS)
            .set(WITHDRAWN, true)
            // No name looks like an id, so that this one takes no name away.
            .set(NAME, id)
            .where(ID.eq(id), REVISION.eq(revision), VISIBLE)
            .execute());
  }

  @Override
  public boolean removeWithdrawn(String id, int limit) {
    if (!session.sql().fetchExists(EXPERIMENTS, ID.eq(id).and(WITHDRAWN.eq(true)))) {
      return false;
    }
    if (Bulk.deleteSome(session, EXPOSURES, EXPERIMENT_ID.eq(id), UNIT, limit)) {
      return true;
    }
    session.sql().deleteFrom(OVERRIDES).where(EXPERIMENT_ID.eq(id)).execute();
    history.delete(id);
    session.sql().deleteFrom(EXPERIMENTS).where(ID.eq(id)).execute();
    return false;
  }

  @Override
  public Optional<Experiment> find(String id) {
    return session
        .sql()
        .select(FIELDS)
        .from(EXPERIMENTS)
        .where(ID.eq(id), VISIBLE)
        .fetchOptional(this::experiment);
  }

  @Override
  public Page<Experiment> list(Optional<ExperimentStatus> status, PageRequest page) {
    Condition wanted = VISIBLE;
    if (status.isPresent()) {
      wanted = wanted.and(STATUS.eq(stored(status.get())));
    }
    Optional<String> after = CURSORS.text(page);
    if (after.isPresent()) {
      wanted = wanted.and(ID.lt(after.get()));
    }
    List<Experiment> found =
        session
            .sql()
            .select(FIELDS)
            .from(EXPERIMENTS)
            .where(wanted)
            .orderBy(ID.desc())
            .limit(page.limit() + 1)
            .fetch(this::experiment);
    return CURSORS.page(found, page, experiment -> List.of(experiment.id()));
  }

  @Override
  public List<Experiment> all(Collection<ExperimentStatus> statuses) {
    return session
        .sql()
        .select(FIELDS)
        .from(EXPERIMENTS)
        .where(STATUS.in(statuses.stream().map(Columns::stored).toList()), VISIBLE)
        .orderBy(ID.desc())
        .fetch(this::experiment);
  }

  @Override
  public void insertChange(ExperimentChange change) {
    history.insertChange(change);
  }

  @Override
  public Page<ExperimentChange> changes(String experiment, PageRequest page) {
    return history.changes(experiment, page);
  }

  @Override
  public void insertLook(ExperimentLook look) {
    history.insertLook(look);
  }

  @Override
  public Page<ExperimentLook> looks(String experiment, PageRequest page) {
    return history.looks(experiment, page);
  }

  @Override
  public int insertExposures(Collection<Exposure> exposures) {
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
  @Override
  public Map<String, Exposure> firstExposures(String experiment, Collection<String> units) {
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

  @Override
  public Map<String, Long> exposureCounts(String experiment) {
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

  @Override
  public void forEachSegment(String experiment, Consumer<ExposedSegment> each) {
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

  @Override
  public void removeExposures(String experiment, String unit) {
    session
        .sql()
        .deleteFrom(EXPOSURES)
        .where(EXPERIMENT_ID.eq(experiment), UNIT.eq(unit))
        .execute();
  }

  @Override
  public void putOverride(VariantOverride override) {
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

  @Override
  public void removeOverride(String experiment, String unit) {
    session
        .sql()
        .deleteFrom(OVERRIDES)
        .where(EXPERIMENT_ID.eq(experiment), UNIT.eq(unit))
        .execute();
  }

  @Override
  public Page<VariantOverride> overrides(String experiment, PageRequest page) {
    Condition wanted = EXPERIMENT_ID.eq(experiment);
    Optional<String> after = OVERRIDE_CURSORS.text(page);
    if (after.isPresent()) {
      wanted = wanted.and(UNIT.gt(after.get()));
    }
    return OVERRIDE_CURSORS.page(
        overrides(wanted, page.limit() + 1), page, override -> List.of(override.unit()));
  }

  @Override
  public List<VariantOverride> overrides(String experiment) {
    return overrides(EXPERIMENT_ID.eq(experiment), Integer.MAX_VALUE);
  }

  private List<VariantOverride> overrides(Condition wanted, int limit) {
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

  @Override
  public Set<String> overriddenUnits(String experiment, Collection<String> units) {
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

  private Map<Field<?>, Object> row(Experiment experiment) {
    Map<Field<?>, Object> row = new LinkedHashMap<>();
    row.put(ID, experiment.id());
    row.put(NAME, experiment.name());
    row.put(DESCRIPTION, experiment.description());
    row.put(METADATA, session.write(experiment.metadata()));
    row.put(VARIANTS, session.write(ExperimentJson.variants(experiment.variants())));
    row.put(METRICS, session.write(ExperimentJson.metrics(experiment.metrics())));
    row.put(TARGETING, session.write(ExperimentJson.targeting(experiment.targeting())));
    row.put(TRAFFIC, experiment.traffic());
    row.put(SEGMENTS, session.write(ExperimentJson.names(experiment.segments())));
    row.put(STATUS, stored(experiment.status()));
    row.put(SALT, experiment.salt());
    row.put(EPOCH, experiment.epoch());
    row.put(MIN_SAMPLES, experiment.minSamples());
    row.put(CONFIDENCE, experiment.confidence());
    row.put(CREATED_AT, Times.micros(experiment.createdAt()));
    row.put(STARTED_AT, orNull(experiment.startedAt().map(Times::micros)));
    row.put(ENDED_AT, orNull(experiment.endedAt().map(Times::micros)));
    row.put(WINNER, orNull(experiment.winner()));
    row.put(RESULT, session.write(experiment.result()));
    row.put(REVISION, experiment.revision());
    return row;
  }

  private Experiment experiment(Record row) {
    return new Experiment(
        row.get(ID),
        row.get(NAME),
        row.get(DESCRIPTION),
        session.parse(row.get(METADATA)),
        ExperimentJson.variants(session.parse(row.get(VARIANTS))),
        ExperimentJson.metrics(session.parse(row.get(METRICS))),
        ExperimentJson.targeting(session.parse(row.get(TARGETING))),
        row.get(TRAFFIC),
        ExperimentJson.names(session.parse(row.get(SEGMENTS))),
        constant(ExperimentStatus.class, row.get(STATUS)),
        row.get(SALT),
        row.get(EPOCH),
        row.get(MIN_SAMPLES),
        row.get(CONFIDENCE),
        Times.instant(row.get(CREATED_AT)),
        Optional.ofNullable(row.get(STARTED_AT)).map(Times::instant),
        Optional.ofNullable(row.get(ENDED_AT)).map(Times::instant),
        Optional.ofNullable(row.get(WINNER)),
        session.parse(row.get(RESULT)),
        row.get(REVISION));
  }
}
