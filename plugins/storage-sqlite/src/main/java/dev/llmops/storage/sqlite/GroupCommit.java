package dev.llmops.storage.sqlite;

import dev.llmops.spi.storage.StorageBackend.TransactionBody;
import dev.llmops.spi.storage.StorageException;
import dev.llmops.spi.storage.StorageException.Kind;
import dev.llmops.storage.sql.SqlDatabase;
import dev.llmops.storage.sql.SqlSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer. Bodies that are waiting share a commit and so its wait for the disk: each runs in
 * a savepoint of one transaction, on the writer's thread, and is answered after the commit. Nobody
 * is made to wait so that a group grows: it consists of what arrived while the one before it was
 * committed. Thread-safe.
 */
final class GroupCommit implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);
  private static final int MOST_BODIES = 256;
  private static final long LONGEST_GROUP = Duration.ofMillis(5).toNanos();

  private final SqlDatabase database;
  private final SqliteEngine engine;
  private final DataSource source;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrival = lock.newCondition();
  private final Deque<PendingTransaction<?>> waiting = new ArrayDeque<>();
  private boolean closed;
  private String refusal = "the database is closed; nothing was written";

  /** Touched by the writer's thread only, but for the one that it starts with. */
  private Connection connection;

  /** The bodies of this group, and whether its commit is under way: the writer's thread's alone. */
  private final List<PendingTransaction<?>> group = new ArrayList<>();

  private boolean committing;

  /**
   * Starts the writer.
   *
   * @param connection what it begins with; it closes it
   * @param source where another comes from if that one fails
   */
  GroupCommit(
      SqlDatabase database,
      SqliteEngine engine,
      Connection connection,
      DataSource source,
      ThreadFactory threads) {
    this.database = Objects.requireNonNull(database, "database is null");
    this.engine = Objects.requireNonNull(engine, "engine is null");
    this.connection = Objects.requireNonNull(connection, "connection is null");
    this.source = Objects.requireNonNull(source, "source is null");
    this.thread = threads.newThread(this::work);
    this.thread.start();
  }

  /** Whether the caller is a body at work. */
  boolean isWriting() {
    return Thread.currentThread() == thread;
  }

  /**
   * Runs a body and waits until its commit is durable. An interrupt does not end the wait, since
   * the outcome would be unknown then; it is still set on return.
   */
  <T> T run(TransactionBody<T> body) {
    PendingTransaction<T> pending = new PendingTransaction<>(body);
    lock.lock();
    try {
      if (closed) {
        throw new StorageException(Kind.UNAVAILABLE, refusal);
      }
      waiting.addLast(pending);
      arrival.signal();
    } finally {
      lock.unlock();
    }
    return pending.await();
  }

  private void work() {
    try {
      loadClasses();
      while (awaitArrival()) {
        commitGroup();
      }
    } catch (Throwable e) {
      // Whatever ends this thread, an error too, must leave nobody waiting for it.
      end(e);
    } finally {
      closeConnection();
    }
  }

  /** Answers everybody, and refuses what may still come. */
  private void end(Throwable reason) {
    String message = "the thread that writes has failed (" + reason + "); restart the server";
    List<PendingTransaction<?>> untouched;
    lock.lock();
    try {
      closed = true;
      refusal = message;
      untouched = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    // A body that was put back to run again is among both; then nothing of it is committed.
    untouched.forEach(
        pending -> pending.fail(new StorageException(Kind.UNAVAILABLE, message, reason)));
    Kind kind = committing ? Kind.OUTCOME_UNKNOWN : Kind.UNAVAILABLE;
    group.forEach(pending -> pending.fail(new StorageException(kind, message, reason)));
    LOG.error("{}", message, reason);
  }

  /**
   * Asks for something that is not there: the first statement loads a thousand classes, which takes
   * half a second and is better done beside the rest of a server's start than in its first request.
   */
  private void loadClasses() {
    try (SqlSession session = database.session(connection)) {
      database.stores(session).prompts().label("", "");
    } catch (RuntimeException | LinkageError e) {
      LOG.debug("the first statement failed: {}", e.toString());
    }
  }

  /** Waits for work; false when there is none and will be none. */
  private boolean awaitArrival() {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed) {
        arrival.awaitUninterruptibly();
      }
      return !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private PendingTransaction<?> poll() {
    lock.lock();
    try {
      return waiting.pollFirst();
    } finally {
      lock.unlock();
    }
  }

  private void commitGroup() {
    group.clear();
    try {
      execute("begin immediate");
    } catch (SQLException e) {
      // A connection that can begin nothing is not worth keeping.
      closeConnection();
      poll().fail(SqlDatabase.translate(engine, e));
      return;
    }
    List<PendingTransaction<?>> done = new ArrayList<>();
    long start = System.nanoTime();
    do {
      PendingTransaction<?> next = poll();
      if (next == null) {
        break;
      }
      group.add(next);
      switch (run(next)) {
        case DONE -> done.add(next);
        case UNDONE -> {}
        case ALL_LOST -> {
          runAgain(done);
          return;
        }
      }
    } while (done.size() < MOST_BODIES && System.nanoTime() - start < LONGEST_GROUP);
    commit(done);
  }

  private enum Outcome {
    DONE,
    UNDONE,
    ALL_LOST
  }

  /** Runs one body in its savepoint; answers it already if it fails. */
  private Outcome run(PendingTransaction<?> pending) {
    try {
      execute("savepoint body");
      runIn(pending);
      execute("release body");
      return Outcome.DONE;
    } catch (SQLException e) {
      return undo(pending, SqlDatabase.translate(engine, e));
    } catch (Throwable e) {
      // Whatever a body throws, an error too, is its caller's; the writer must live on.
      return undo(pending, e);
    }
  }

  private void runIn(PendingTransaction<?> pending) {
    try (SqlSession session = database.session(connection)) {
      pending.run(database.stores(session));
      if (session.isBroken()) {
        throw new StorageException(
            Kind.FAILED, "the database failed, though the transaction body went on; repeat it");
      }
    }
  }

  private Outcome undo(PendingTransaction<?> pending, Throwable failure) {
    try {
      execute("rollback to body");
      execute("release body");
      return Outcome.UNDONE;
    } catch (SQLException e) {
      // A full disk, among others, makes SQLite give up the whole transaction with its savepoints.
      LOG.debug("the transaction is lost with its savepoint: {}", e.getMessage());
      rollBack();
      return Outcome.ALL_LOST;
    } finally {
      pending.fail(failure);
    }
  }

  /** Bodies that did their part of a lost transaction were not answered yet and get another try. */
  private void runAgain(List<PendingTransaction<?>> bodies) {
    lock.lock();
    try {
      bodies.reversed().forEach(waiting::addFirst);
    } finally {
      lock.unlock();
    }
  }

  private void commit(List<PendingTransaction<?>> done) {
    committing = true;
    try {
      execute("commit");
    } catch (SQLException e) {
      rollBack();
      Kind kind = engine.kindOfCommit(e);
      done.forEach(pending ->
          pending.fail(
              new StorageException(kind, "the commit failed (" + e.getMessage() + ")", e)));
      committing = false;
      return;
    }
    done.forEach(PendingTransaction::succeed);
    committing = false;
  }

  private void rollBack() {
    try {
      execute("rollback");
    } catch (SQLException e) {
      // Mostly because nothing is left to roll back; if not, the next begin fails and reconnects.
      LOG.debug("nothing was rolled back: {}", e.getMessage());
    }
  }

  private void execute(String sql) throws SQLException {
    if (connection == null) {
      connection = source.getConnection();
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void closeConnection() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.warn("the connection for writing did not close: {}", e.getMessage());
    }
    connection = null;
  }

  /** Takes no more work, finishes what is waiting and closes the connection. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrival.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
