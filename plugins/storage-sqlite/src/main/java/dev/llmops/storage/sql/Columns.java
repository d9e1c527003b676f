package dev.llmops.storage.sql;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Names tables and columns, and converts between optional values and SQL's null. */
final class Columns {

  private Columns() {}

  static Table<Record> table(String name) {
    return DSL.table(DSL.name(name));
  }

  static Field<String> text(String name) {
    return DSL.field(DSL.name(name), SQLDataType.VARCHAR);
  }

  static Field<Long> number(String name) {
    return DSL.field(DSL.name(name), SQLDataType.BIGINT);
  }

  static Field<Integer> integer(String name) {
    return DSL.field(DSL.name(name), SQLDataType.INTEGER);
  }

  static Field<Double> real(String name) {
    return DSL.field(DSL.name(name), SQLDataType.DOUBLE);
  }

  static Field<Boolean> flag(String name) {
    return DSL.field(DSL.name(name), SQLDataType.BOOLEAN);
  }

  static <T> T orNull(Optional<T> value) {
    return value.orElse(null);
  }

  static Double orNull(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  static OptionalDouble optional(Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** How a constant of an enumeration is stored. */
  static String stored(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** The constant that was stored. */
  static <E extends Enum<E>> E constant(Class<E> type, String stored) {
    return Enum.valueOf(type, stored.toUpperCase(Locale.ROOT));
  }
}
