package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.spi.storage.IdempotencyStore;
import java.time.Instant;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/** Answers by idempotency key in one table. */
final class SqlIdempotency implements IdempotencyStore {

  private static final Table<Record> ANSWERS = table("idempotent_answer");
  private static final Field<String> REQUEST_KEY = text("request_key");
  private static final Field<String> REQUEST_HASH = text("request_hash");
  private static final Field<Integer> STATUS = integer("status");
  private static final Field<String> BODY = text("body");
  private static final Field<Long> CREATED_AT = number("created_at");

  private final SqlSession session;

  SqlIdempotency(SqlSession session) {
    this.session = session;
  }

  @Override
  public Optional<Answer> find(String key) {
    return session
        .sql()
        .select(REQUEST_HASH, STATUS, BODY, CREATED_AT)
        .from(ANSWERS)
        .where(REQUEST_KEY.eq(key))
        .fetchOptional(row ->
            new Answer(key, row.value1(), row.value2(), row.value3(), Times.instant(row.value4())));
  }

  @Override
  public void insert(Answer answer) {
    session.add(
        "an answer for this idempotency key",
        session
            .sql()
            .insertInto(ANSWERS)
            .set(REQUEST_KEY, answer.key())
            .set(REQUEST_HASH, answer.requestHash())
            .set(STATUS, answer.status())
            .set(BODY, answer.body())
            .set(CREATED_AT, Times.micros(answer.createdAt())));
  }

  @Override
  public void deleteBefore(Instant time) {
    session.sql().deleteFrom(ANSWERS).where(CREATED_AT.lt(Times.micros(time))).execute();
  }
}
