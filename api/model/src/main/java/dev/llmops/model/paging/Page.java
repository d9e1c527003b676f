package dev.llmops.model.paging;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list with a stable total order.
 *
 * @param items the items, in the order of the list
 * @param nextCursor what to ask for the following page; empty on the last one
 */
public record Page<T>(List<T> items, Optional<String> nextCursor) {

  public Page {
    items = List.copyOf(items);
    Objects.requireNonNull(nextCursor, "nextCursor is null");
  }

  /** The same page with every item converted. */
  public <R> Page<R> map(Function<? super T, ? extends R> conversion) {
    return new Page<>(items.stream().<R>map(conversion).toList(), nextCursor);
  }
}
