package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.ExperimentRows.EXPERIMENTS;
import static dev.llmops.storage.sql.ExperimentRows.FIELDS;
import static dev.llmops.storage.sql.ExperimentRows.ID;
import static dev.llmops.storage.sql.ExperimentRows.NAME;
import static dev.llmops.storage.sql.ExperimentRows.REVISION;
import static dev.llmops.storage.sql.ExperimentRows.STATUS;
import static dev.llmops.storage.sql.ExperimentRows.VISIBLE;
import static dev.llmops.storage.sql.ExperimentRows.WITHDRAWN;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jooq.Condition;

/** Experiments in their table; what belongs to them is in those of others. */
final class SqlExperiments implements ExperimentStore {

  private static final Cursors CURSORS = new Cursors("experiments");

  private final SqlSession session;
  private final ExperimentRows rows;
  private final SqlExperimentHistory history;
  private final SqlExposures exposures;
  private final SqlOverrides overrides;

  SqlExperiments(SqlSession session) {
    this.session = session;
    this.rows = new ExperimentRows(session);
    this.history = new SqlExperimentHistory(session);
    this.exposures = new SqlExposures(session);
    this.overrides = new SqlOverrides(session);
  }

  @Override
  public void insert(Experiment experiment) {
    Revisions.requireFirst(experiment.revision());
    session.add(
        "experiment " + experiment.name() + " (" + experiment.id() + ")",
        session.sql().insertInto(EXPERIMENTS).set(rows.row(experiment)));
  }

  @Override
  public void update(Experiment experiment) {
    int[] changed = new int[1];
    session.add(
        "an experiment of the name " + experiment.name(),
        () ->
            changed[0] =
                session
                    .sql()
                    .update(EXPERIMENTS)
                    .set(rows.row(experiment))
                    .where(ID.eq(experiment.id()), REVISION.eq(experiment.revision() - 1), VISIBLE)
                    .execute());
    session.changed("experiment " + experiment.id(), changed[0]);
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
    if (exposures.removeSome(id, limit)
        || overrides.removeSome(id, limit)
        || history.removeSome(id, limit)) {
      return true;
    }
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
        .fetchOptional(rows::experiment);
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
            .fetch(rows::experiment);
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
        .fetch(rows::experiment);
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
  public int insertExposures(Collection<Exposure> shown) {
    return exposures.insert(shown);
  }

  @Override
  public Map<String, Exposure> firstExposures(String experiment, Collection<String> units) {
    return exposures.first(experiment, units);
  }

  @Override
  public Map<String, Long> exposureCounts(String experiment) {
    return exposures.counts(experiment);
  }

  @Override
  public void forEachSegment(String experiment, Consumer<ExposedSegment> each) {
    exposures.forEachSegment(experiment, each);
  }

  @Override
  public void removeExposures(String experiment, String unit) {
    exposures.remove(experiment, unit);
  }

  @Override
  public void putOverride(VariantOverride override) {
    overrides.put(override);
  }

  @Override
  public void removeOverride(String experiment, String unit) {
    overrides.remove(experiment, unit);
  }

  @Override
  public Page<VariantOverride> overrides(String experiment, PageRequest page) {
    return overrides.list(experiment, page);
  }

  @Override
  public List<VariantOverride> overrides(String experiment) {
    return overrides.list(experiment);
  }

  @Override
  public Set<String> overriddenUnits(String experiment, Collection<String> units) {
    return overrides.units(experiment, units);
  }
}
