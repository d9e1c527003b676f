package dev.llmops.storage.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.conf.ParamType;

/** Work on many rows: statements in JDBC batches, keys in lists that every engine takes. */
final class Bulk {

  /** Engines limit how many parameters a statement may have, SQLite to 32,766. */
  private static final int KEYS_AT_ONCE = 500;

  private Bulk() {}

  /**
   * Runs one statement for each item; all of them take effect or none.
   *
   * @return how many rows they changed
   */
  static <T> int execute(
      SqlSession session, Query statement, Collection<T> items, Function<T, Object[]> values) {
    if (items.isEmpty()) {
      return 0;
    }
    String text = statement.getSQL(ParamType.INDEXED);
    Iterable<Object[]> rows = () -> items.stream().map(values).iterator();
    return session.atomically(() -> session.batch(text, rows));
  }

  /**
   * Deletes the rows with the least keys among those that are wanted.
   *
   * @param key orders the rows; those that have the same are deleted together
   * @param limit how many rows at most where keys differ
   * @return whether any were deleted
   */
  static <K> boolean deleteSome(
      SqlSession session, Table<Record> table, Condition wanted, Field<K> key, int limit) {
    // Engines limit what is deleted in ways of their own, so the last key of the portion is found.
    Optional<K> last =
        session
            .sql()
            .select(key)
            .from(table)
            .where(wanted)
            .orderBy(key)
            .limit(1)
            .offset(limit - 1)
            .fetchOptional(key);
    Condition portion = last.isPresent() ? wanted.and(key.le(last.get())) : wanted;
    return session.sql().deleteFrom(table).where(portion).execute() > 0;
  }

  /** Hands over the keys in portions. */
  static <K> void inChunks(Collection<K> keys, Consumer<List<K>> work) {
    List<K> all = new ArrayList<>(keys);
    for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
      work.accept(all.subList(from, Math.min(from + KEYS_AT_ONCE, all.size())));
    }
  }
}
