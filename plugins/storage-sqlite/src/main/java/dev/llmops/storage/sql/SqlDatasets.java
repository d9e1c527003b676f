package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.constant;
import static dev.llmops.storage.sql.Columns.flag;
import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.stored;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.evaluation.Dataset;
import dev.llmops.model.evaluation.DatasetType;
import dev.llmops.model.evaluation.DatasetVersion;
import dev.llmops.model.evaluation.Sample;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.spi.storage.DatasetStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** Datasets and their versions in two tables; the samples are in those of uploads. */
final class SqlDatasets implements DatasetStore {

  private static final Table<Record> DATASETS = table("dataset");
  private static final Field<String> NAME = text("name");
  private static final Field<String> DESCRIPTION = text("description");
  private static final Field<Long> CREATED_AT = number("created_at");
  private static final Field<Integer> LATEST_VERSION = integer("latest_version");
  private static final Field<String> TYPE = text("type");
  private static final Field<String> TAGS = text("tags");
  private static final Field<String> METADATA = text("metadata");
  private static final Field<Integer> VERSIONS_MADE = integer("versions_made");
  private static final Field<Boolean> WITHDRAWN = flag("withdrawn");

  private static final Table<Record> VERSIONS = table("dataset_version");
  private static final Field<String> DATASET = text("dataset");
  private static final Field<Integer> VERSION = integer("version");
  private static final Field<String> UPLOAD_ID = text("upload_id");
  private static final Field<Long> SAMPLE_COUNT = number("samples");
  private static final Field<String> HASH = text("hash");
  private static final Field<String> NOTE = text("note");
  private static final Field<String> CREATED_BY = text("created_by");

  private static final List<Field<?>> DATASET_FIELDS =
      List.of(NAME, TYPE, DESCRIPTION, TAGS, METADATA, CREATED_AT, LATEST_VERSION);
  private static final List<Field<?>> VERSION_FIELDS =
      List.of(DATASET, VERSION, SAMPLE_COUNT, HASH, NOTE, CREATED_BY, CREATED_AT);

  private static final Cursors DATASET_CURSORS = new Cursors("datasets");
  private static final Cursors VERSION_CURSORS = new Cursors("dataset-versions");

  private final SqlSession session;
  private final SqlUploads uploads;

  SqlDatasets(SqlSession session) {
    this.session = session;
    this.uploads = new SqlUploads(session);
  }

  @Override
  public void insert(Dataset dataset) {
    session.add(
        "dataset " + dataset.name(),
        session
            .sql()
            .insertInto(DATASETS)
            .set(NAME, dataset.name())
            .set(TYPE, stored(dataset.type()))
            .set(DESCRIPTION, dataset.description())
            .set(TAGS, session.write(PromptJson.texts(dataset.tags())))
            .set(METADATA, session.write(dataset.metadata()))
            .set(CREATED_AT, Times.micros(dataset.createdAt()))
            .set(LATEST_VERSION, dataset.latestVersion())
            .set(VERSIONS_MADE, dataset.latestVersion())
            .set(WITHDRAWN, false));
  }

  /** What is stored is written in one way only, so that equal texts are equal values. */
  @Override
  public void update(Dataset before, Dataset after) {
    session.changed(
        "dataset " + before.name(),
        session
            .sql()
            .update(DATASETS)
            .set(DESCRIPTION, after.description())
            .set(TAGS, session.write(PromptJson.texts(after.tags())))
            .set(METADATA, session.write(after.metadata()))
            .where(
                NAME.eq(before.name()),
                WITHDRAWN.eq(false),
                DESCRIPTION.eq(before.description()),
                TAGS.eq(session.write(PromptJson.texts(before.tags()))),
                METADATA.eq(session.write(before.metadata())))
            .execute());
  }

  @Override
  public Optional<Dataset> find(String name) {
    return session
        .sql()
        .select(DATASET_FIELDS)
        .from(DATASETS)
        .where(NAME.eq(name), WITHDRAWN.eq(false))
        .fetchOptional(this::dataset);
  }

  @Override
  public Page<Dataset> list(Optional<DatasetType> type, PageRequest page) {
    Condition wanted =
        type.map(only -> TYPE.eq(stored(only))).orElse(DSL.noCondition()).and(WITHDRAWN.eq(false));
    Condition left =
        DATASET_CURSORS
            .numberAndText(page)
            .map(after ->
                CREATED_AT
                    .lt(after.number())
                    .or(CREATED_AT.eq(after.number()).and(NAME.lt(after.text()))))
            .orElse(DSL.noCondition());
    List<Dataset> found =
        session
            .sql()
            .select(DATASET_FIELDS)
            .from(DATASETS)
            .where(wanted, left)
            .orderBy(CREATED_AT.desc(), NAME.desc())
            .limit(page.limit() + 1)
            .fetch(this::dataset);
    return DATASET_CURSORS.page(
        found, page, dataset -> List.of(Times.micros(dataset.createdAt()), dataset.name()));
  }

  @Override
  public int nextVersion(String dataset) {
    return 1
        + session
            .sql()
            .select(VERSIONS_MADE)
            .from(DATASETS)
            .where(NAME.eq(dataset))
            .fetchOptional(VERSIONS_MADE)
            .orElse(0);
  }

  @Override
  public void publish(String uploadId, DatasetVersion version) {
    session.add(
        "version " + version.version() + " of dataset " + version.dataset(),
        () -> session.atomically(() -> publishStaged(uploadId, version)));
  }

  private int publishStaged(String uploadId, DatasetVersion version) {
    uploads.publish(uploadId, version.dataset());
    session
        .sql()
        .insertInto(VERSIONS)
        .set(DATASET, version.dataset())
        .set(VERSION, version.version())
        .set(UPLOAD_ID, uploadId)
        .set(SAMPLE_COUNT, version.samples())
        .set(HASH, version.hash())
        .set(NOTE, version.note())
        .set(CREATED_BY, version.createdBy())
        .set(CREATED_AT, Times.micros(version.createdAt()))
        .execute();
    return session
        .sql()
        .update(DATASETS)
        .set(LATEST_VERSION, version.version())
        .set(VERSIONS_MADE, version.version())
        .where(NAME.eq(version.dataset()))
        .execute();
  }

  @Override
  public String withdraw(String dataset, int version) {
    Condition wanted = DATASET.eq(dataset).and(VERSION.eq(version));
    Optional<String> upload =
        session.sql().select(UPLOAD_ID).from(VERSIONS).where(wanted).fetchOptional(UPLOAD_ID);
    session.changed("version " + version + " of dataset " + dataset, upload.isPresent() ? 1 : 0);
    session.sql().deleteFrom(VERSIONS).where(wanted).execute();
    uploads.withdraw(upload.get());
    Integer latest =
        session
            .sql()
            .select(DSL.coalesce(DSL.max(VERSION), 0))
            .from(VERSIONS)
            .where(DATASET.eq(dataset))
            .fetchOne(0, Integer.class);
    session.sql().update(DATASETS).set(LATEST_VERSION, latest).where(NAME.eq(dataset)).execute();
    return upload.get();
  }

  @Override
  public List<String> withdraw(String dataset) {
    session.changed(
        "dataset " + dataset,
        session
            .sql()
            .update(DATASETS)
            .set(WITHDRAWN, true)
            .where(NAME.eq(dataset), WITHDRAWN.eq(false))
            .execute());
    session.sql().deleteFrom(VERSIONS).where(DATASET.eq(dataset)).execute();
    return uploads.withdrawAll(dataset);
  }

  @Override
  public void removeWithdrawn() {
    session
        .sql()
        .deleteFrom(DATASETS)
        .where(WITHDRAWN.eq(true), NAME.notIn(SqlUploads.datasets()))
        .execute();
  }

  @Override
  public Optional<DatasetVersion> version(String dataset, int version) {
    return session
        .sql()
        .select(VERSION_FIELDS)
        .from(VERSIONS)
        .where(DATASET.eq(dataset), VERSION.eq(version))
        .fetchOptional(SqlDatasets::version);
  }

  @Override
  public Page<DatasetVersion> versions(String dataset, PageRequest page) {
    Condition wanted = DATASET.eq(dataset);
    Optional<Long> after = VERSION_CURSORS.number(page);
    if (after.isPresent()) {
      wanted = wanted.and(VERSION.lt(Math.clamp(after.get(), 0, Integer.MAX_VALUE)));
    }
    List<DatasetVersion> found =
        session
            .sql()
            .select(VERSION_FIELDS)
            .from(VERSIONS)
            .where(wanted)
            .orderBy(VERSION.desc())
            .limit(page.limit() + 1)
            .fetch(SqlDatasets::version);
    return VERSION_CURSORS.page(found, page, version -> List.of(version.version()));
  }

  @Override
  public void openUpload(String uploadId, String dataset, Instant at) {
    uploads.open(uploadId, dataset, at);
  }

  @Override
  public void stage(String uploadId, long firstPosition, List<Sample> samples) {
    uploads.stage(uploadId, firstPosition, samples);
  }

  @Override
  public boolean discardUpload(String uploadId, int limit) {
    return uploads.discard(uploadId, limit);
  }

  @Override
  public List<String> openUploads(Instant before) {
    return uploads.openedBefore(before);
  }

  @Override
  public List<Sample> samples(String dataset, int version, long fromPosition, int limit) {
    return uploads.samples(
        DSL.select(UPLOAD_ID).from(VERSIONS).where(DATASET.eq(dataset), VERSION.eq(version)),
        fromPosition,
        limit);
  }

  private Dataset dataset(Record row) {
    return new Dataset(
        row.get(NAME),
        constant(DatasetType.class, row.get(TYPE)),
        row.get(DESCRIPTION),
        PromptJson.texts(session.parse(row.get(TAGS))),
        session.parse(row.get(METADATA)),
        Times.instant(row.get(CREATED_AT)),
        row.get(LATEST_VERSION));
  }

  private static DatasetVersion version(Record row) {
    return new DatasetVersion(
        row.get(DATASET),
        row.get(VERSION),
        row.get(SAMPLE_COUNT),
        row.get(HASH),
        row.get(NOTE),
        row.get(CREATED_BY),
        Times.instant(row.get(CREATED_AT)));
  }
}
