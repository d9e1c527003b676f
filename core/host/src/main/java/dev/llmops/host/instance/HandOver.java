package dev.llmops.host.instance;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Passes on what one thread makes and another waits for until it gives up: one of the two has it in
 * the end, never both and never none, so that somebody closes it. Thread-safe.
 */
final class HandOver<T> {

  private sealed interface State<T> {}

  private record Awaited<T>() implements State<T> {}

  private record Offered<T>(T made) implements State<T> {}

  private record GivenUp<T>() implements State<T> {}

  private final State<T> awaited = new Awaited<>();
  private final AtomicReference<State<T>> state = new AtomicReference<>(awaited);

  /** Hands it over; false when nobody waits any more, and it stays with the caller. */
  boolean offer(T made) {
    return state.compareAndSet(awaited, new Offered<>(made));
  }

  /** Ends the wait; what was handed over until now is the caller's. */
  Optional<T> giveUp() {
    return switch (state.getAndSet(new GivenUp<>())) {
      case Offered<T>(T made) -> Optional.of(made);
      case Awaited<T> _, GivenUp<T> _ -> Optional.empty();
    };
  }
}
