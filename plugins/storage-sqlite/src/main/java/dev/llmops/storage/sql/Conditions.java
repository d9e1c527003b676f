package dev.llmops.storage.sql;

import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Puts filters together. */
final class Conditions {

  private Conditions() {}

  /** All of the conditions that are there. */
  static Condition all(List<Optional<Condition>> conditions) {
    return DSL.and(conditions.stream().flatMap(Optional::stream).toList());
  }
}
