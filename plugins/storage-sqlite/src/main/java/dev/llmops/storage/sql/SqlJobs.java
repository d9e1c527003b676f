package dev.llmops.storage.sql;

import static dev.llmops.storage.sql.Columns.integer;
import static dev.llmops.storage.sql.Columns.number;
import static dev.llmops.storage.sql.Columns.table;
import static dev.llmops.storage.sql.Columns.text;

import dev.llmops.model.job.Job;
import dev.llmops.spi.storage.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;

/**
 * Jobs and leases in one table. An owner has lost a job when another has claimed it, or when it was
 * released, given back or removed; a lease that has run out but was claimed by nobody can still be
 * extended.
 */
final class SqlJobs implements JobStore {

  private static final Table<Record> JOBS = table("job");
  private static final Field<String> ID = text("id");
  private static final Field<String> KIND = text("kind");
  private static final Field<String> SUBJECT = text("subject");
  private static final Field<Long> DUE_AT = number("due_at");
  private static final Field<Integer> ATTEMPTS = integer("attempts");
  private static final Field<String> LEASE_OWNER = text("lease_owner");
  private static final Field<Long> LEASE_UNTIL = number("lease_until");

  private final SqlSession session;

  SqlJobs(SqlSession session) {
    this.session = session;
  }

  @Override
  public boolean enqueue(Job job) {
    AtomicInteger added = new AtomicInteger();
    session.add("job " + job.id(), () -> added.set(insert(job)));
    return added.get() == 1;
  }

  private int insert(Job job) {
    return session
        .sql()
        .insertInto(JOBS, ID, KIND, SUBJECT, DUE_AT, ATTEMPTS)
        .values(job.id(), job.kind(), job.subject(), Times.micros(job.dueAt()), job.attempts())
        .onConflict(KIND, SUBJECT)
        .doNothing()
        .execute();
  }

  @Override
  public List<Job> claimDue(String kind, String owner, Instant now, Duration lease, int limit) {
    Condition free =
        DUE_AT
            .le(Times.micros(now))
            .and(LEASE_UNTIL.isNull().or(LEASE_UNTIL.le(Times.micros(now))));
    List<Job> due =
        session
            .sql()
            .select(ID, KIND, SUBJECT, DUE_AT, ATTEMPTS)
            .from(JOBS)
            .where(KIND.eq(kind), free)
            .orderBy(DUE_AT, ID)
            .limit(limit)
            .fetch(row ->
                new Job(
                    row.value1(),
                    row.value2(),
                    row.value3(),
                    Times.instant(row.value4()),
                    row.value5() + 1));
    // On an engine with several writers another may have taken one since; the row count tells.
    return due.stream().filter(job -> claim(job, owner, now.plus(lease), free)).toList();
  }

  private boolean claim(Job job, String owner, Instant until, Condition free) {
    return session
            .sql()
            .update(JOBS)
            .set(LEASE_OWNER, owner)
            .set(LEASE_UNTIL, Times.micros(until))
            .set(ATTEMPTS, job.attempts())
            .where(ID.eq(job.id()), free)
            .execute()
        == 1;
  }

  @Override
  public boolean extend(String jobId, String owner, Instant now, Duration lease) {
    return session
            .sql()
            .update(JOBS)
            .set(LEASE_UNTIL, Times.micros(now.plus(lease)))
            .where(ID.eq(jobId), LEASE_OWNER.eq(owner))
            .execute()
        == 1;
  }

  @Override
  public boolean reschedule(String jobId, String owner, Instant dueAt) {
    return session
            .sql()
            .update(JOBS)
            .set(DUE_AT, Times.micros(dueAt))
            .setNull(LEASE_OWNER)
            .setNull(LEASE_UNTIL)
            .where(ID.eq(jobId), LEASE_OWNER.eq(owner))
            .execute()
        == 1;
  }

  @Override
  public boolean complete(String jobId, String owner) {
    return session.sql().deleteFrom(JOBS).where(ID.eq(jobId), LEASE_OWNER.eq(owner)).execute() == 1;
  }

  @Override
  public void releaseAll(String owner) {
    session
        .sql()
        .update(JOBS)
        .setNull(LEASE_OWNER)
        .setNull(LEASE_UNTIL)
        .where(LEASE_OWNER.eq(owner))
        .execute();
  }
}
