package dev.llmops.storage.sql;

import java.util.Arrays;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Puts filters together. */
final class Conditions {

  private Conditions() {}

  /** All of the conditions that are there. */
  @SafeVarargs
  static Condition all(Optional<Condition>... conditions) {
    return DSL.and(Arrays.stream(conditions).flatMap(Optional::stream).toList());
  }
}
