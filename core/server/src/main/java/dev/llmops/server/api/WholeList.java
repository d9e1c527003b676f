package dev.llmops.server.api;

import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.util.List;
import java.util.Optional;

/** Pages of a short list that is held in memory; the cursor is a place in it. */
final class WholeList {

  private WholeList() {}

  static <T> Page<T> page(List<T> all, PageRequest request) {
    int from = Math.min(request.cursor().map(Integer::parseInt).orElse(0), all.size());
    int to = Math.min(from + request.limit(), all.size());
    Optional<String> next = to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty();
    return new Page<>(all.subList(from, to), next);
  }
}
