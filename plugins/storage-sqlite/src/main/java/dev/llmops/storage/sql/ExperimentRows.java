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
import dev.llmops.model.experiment.ExperimentStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * How an experiment is laid out in its table.
 *
 * @param session reads and writes the JSON columns
 */
record ExperimentRows(SqlSession session) {

  static final Table<Record> EXPERIMENTS = table("experiment");
  static final Field<String> ID = text("id");
  static final Field<String> NAME = text("name");
  static final Field<String> DESCRIPTION = text("description");
  static final Field<String> METADATA = text("metadata");
  static final Field<String> VARIANTS = text("variants");
  static final Field<String> METRICS = text("metrics");
  static final Field<String> TARGETING = text("targeting");
  static final Field<Double> TRAFFIC = real("traffic");
  static final Field<String> SEGMENTS = text("segments");
  static final Field<String> STATUS = text("status");
  static final Field<String> SALT = text("salt");
  static final Field<Integer> EPOCH = integer("epoch");
  static final Field<Long> MIN_SAMPLES = number("min_samples");
  static final Field<Double> CONFIDENCE = real("confidence");
  static final Field<Long> CREATED_AT = number("created_at");
  static final Field<Long> STARTED_AT = number("started_at");
  static final Field<Long> ENDED_AT = number("ended_at");
  static final Field<String> WINNER = text("winner");
  static final Field<String> RESULT = text("result");
  static final Field<Long> REVISION = number("revision");

  static final Field<Boolean> WITHDRAWN = flag("withdrawn");
  static final Condition VISIBLE = WITHDRAWN.eq(false);

  static final List<Field<?>> FIELDS =
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

  Map<Field<?>, Object> row(Experiment experiment) {
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

  Experiment experiment(Record row) {
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
