package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.flag;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.orNull;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.evaluation.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Record1;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Uploads and their samples in two tables. Samples stay where they were staged: publishing makes a
 * version point at them, so it takes the same time for ten samples and for ten million.
 */
final class SqlUploads {

  private static final Table<Record> UPLOADS = table("dataset_upload");
  private static final Field<String> ID = text("id");
  private static final Field<String> DATASET = text("dataset");
  private static final Field<Long> OPENED_AT = number("opened_at");
  private static final Field<Boolean> PUBLISHED = flag("published");

  private static final Table<Record> SAMPLES = table("sample");
  private static final Field<String> UPLOAD_ID = text("upload_id");
  private static final Field<Long> POSITION = number("position");
  private static final Field<String> SAMPLE_ID = text("sample_id");
  private static final Field<String> INPUT = text("input");
  private static final Field<String> EXPECTED = text("expected");
  private static final Field<String> CONTEXT = text("context");
  private static final Field<String> METADATA = text("metadata");

  private final SqlSession session;

  SqlUploads(SqlSession session) {
    this.session = session;
  }

  void open(String uploadId, String dataset, Instant at) {
    session.add(
        "upload " + uploadId,
        session
            .sql()
            .insertInto(UPLOADS)
            .set(ID, uploadId)
            .set(DATASET, dataset)
            .set(OPENED_AT, Times.micros(at))
            .set(PUBLISHED, false));
  }

  void stage(String uploadId, long firstPosition, List<Sample> samples) {
    requireOpen(uploadId);
    long[] position = {firstPosition};
    session.add(
        "one of the samples of upload " + uploadId,
        () ->
            Bulk.execute(
                session,
                session
                    .sql()
                    .insertInto(
                        SAMPLES, UPLOAD_ID, POSITION, SAMPLE_ID, INPUT, EXPECTED, CONTEXT, METADATA)
                    .values("", 0L, "", "", "", "", ""),
                samples,
                sample ->
                    new Object[] {
                      uploadId,
                      position[0]++,
                      sample.id(),
                      session.write(sample.input()),
                      orNull(sample.expected()),
                      orNull(sample.context().map(session::write)),
                      session.write(sample.metadata())
                    }));
  }

  /**
   * Writes to the upload's row, so that no other transaction publishes or discards it meanwhile.
   */
  private void requireOpen(String uploadId) {
    session.changed(
        "upload " + uploadId,
        session
            .sql()
            .update(UPLOADS)
            .set(PUBLISHED, false)
            .where(ID.eq(uploadId), PUBLISHED.eq(false))
            .execute());
  }

  void publish(String uploadId, String dataset) {
    session.changed(
        "upload " + uploadId,
        session
            .sql()
            .update(UPLOADS)
            .set(PUBLISHED, true)
            .where(ID.eq(uploadId), DATASET.eq(dataset), PUBLISHED.eq(false))
            .execute());
  }

  /** Makes a published upload a staging area again. */
  void withdraw(String uploadId) {
    session.sql().update(UPLOADS).set(PUBLISHED, false).where(ID.eq(uploadId)).execute();
  }

  /** Makes all uploads of a dataset staging areas; returns them, the oldest first. */
  List<String> withdrawAll(String dataset) {
    session.sql().update(UPLOADS).set(PUBLISHED, false).where(DATASET.eq(dataset)).execute();
    return session
        .sql()
        .select(ID)
        .from(UPLOADS)
        .where(DATASET.eq(dataset))
        .orderBy(OPENED_AT, ID)
        .fetch(ID);
  }

  /** The datasets that have uploads. */
  static Select<Record1<String>> datasets() {
    return DSL.select(DATASET).from(UPLOADS);
  }

  /** A published upload is no staging area any more and stays. */
  boolean discard(String uploadId, int limit) {
    boolean staging = session.sql().fetchExists(UPLOADS, ID.eq(uploadId).and(PUBLISHED.eq(false)));
    if (!staging) {
      return false;
    }
    Long first =
        session
            .sql()
            .select(DSL.min(POSITION))
            .from(SAMPLES)
            .where(UPLOAD_ID.eq(uploadId))
            .fetchOne(0, Long.class);
    if (first != null) {
      session
          .sql()
          .deleteFrom(SAMPLES)
          .where(UPLOAD_ID.eq(uploadId), POSITION.lt(first + limit))
          .execute();
      if (session.sql().fetchExists(SAMPLES, UPLOAD_ID.eq(uploadId))) {
        return true;
      }
    }
    session.sql().deleteFrom(UPLOADS).where(ID.eq(uploadId), PUBLISHED.eq(false)).execute();
    return false;
  }

  List<String> openedBefore(Instant before) {
    return session
        .sql()
        .select(ID)
        .from(UPLOADS)
        .where(PUBLISHED.eq(false), OPENED_AT.lt(Times.micros(before)))
        .orderBy(OPENED_AT, ID)
        .fetch(ID);
  }

  /** The samples of the upload that a query finds, from a position on. */
  List<Sample> samples(Select<Record1<String>> upload, long fromPosition, int limit) {
    return session
        .sql()
        .select(SAMPLE_ID, INPUT, EXPECTED, CONTEXT, METADATA)
        .from(SAMPLES)
        .where(UPLOAD_ID.eq(upload), POSITION.ge(fromPosition))
        .orderBy(POSITION)
        .limit(limit)
        .fetch(this::sample);
  }

  private Sample sample(Record row) {
    return new Sample(
        row.get(SAMPLE_ID),
        session.parse(row.get(INPUT)),
        Optional.ofNullable(row.get(EXPECTED)),
        Optional.ofNullable(row.get(CONTEXT)).map(session::parse),
        session.parse(row.get(METADATA)));
  }
}
