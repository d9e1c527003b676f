package dev.llmops.host.guard;

import dev.llmops.host.guard.PluginCallException.Kind;
import java.util.Objects;
import java.util.Optional;

/** Says what is wrong with a result that is not null. */
@FunctionalInterface
public interface ResultCheck {

  /** Accepts everything. */
  ResultCheck ANY = result -> Optional.empty();

  /** What is wrong, or empty. */
  Optional<Flaw> flawOf(Object result);

  /**
   * What is wrong with a result.
   *
   * @param kind what the call ends with instead
   * @param message goes on after the name of the call, such as {@code gave 7, …}
   */
  record Flaw(Kind kind, String message) {

    public Flaw {
      Objects.requireNonNull(kind, "kind is null");
      Objects.requireNonNull(message, "message is null");
    }
  }
}
