package dev.llmops.storage.sql;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The first exposure of each unit, to be queried beside other tables: when a unit was exposed in
 * several epochs, that is what it stays with.
 */
final class FirstExposures {

  private static final String FIRST = "first_exposure";
  private static final String EARLIER = "earlier_exposure";

  static final Table<Record> TABLE = Columns.table("exposure").as(FIRST);
  static final Field<String> UNIT = text(FIRST, "unit");
  static final Field<String> VARIANT = text(FIRST, "variant");
  static final Field<String> SEGMENTS = text(FIRST, "segments");

  private FirstExposures() {}

  static Condition of(String experiment) {
    return text(FIRST, "experiment_id")
        .eq(experiment)
        .andNotExists(
            DSL.selectOne()
                .from(Columns.table("exposure").as(EARLIER))
                .where(
                    text(EARLIER, "experiment_id").eq(experiment),
                    text(EARLIER, "unit").eq(UNIT),
                    epoch(EARLIER).lt(epoch(FIRST))));
  }

  private static Field<String> text(String table, String column) {
    return DSL.field(DSL.name(table, column), SQLDataType.VARCHAR);
  }

  private static Field<Integer> epoch(String table) {
    return DSL.field(DSL.name(table, "epoch"), SQLDataType.INTEGER);
  }
}
