package dev.llmops.host.guard;

import java.util.Optional;

/** Says what is wrong with a result that is not null. */
@FunctionalInterface
public interface ResultCheck {

  /** Accepts everything. */
  ResultCheck ANY = result -> Optional.empty();

  /** What is wrong, or empty. */
  Optional<String> problemOf(Object result);
}
