package dev.llmops.storage.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Query;
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

  /** Hands over the keys in portions. */
  static <K> void inChunks(Collection<K> keys, Consumer<List<K>> work) {
    List<K> all = new ArrayList<>(keys);
    for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
      work.accept(all.subList(from, Math.min(from + KEYS_AT_ONCE, all.size())));
    }
  }
}
