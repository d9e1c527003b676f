package dev.llmops.model.paging;

import java.util.Objects;
import java.util.Optional;

/**
 * Which part of a list is wanted.
 *
 * @param limit the most items to return, 1 to 500
 * @param cursor where to go on, from {@link Page#nextCursor}; empty for the first page
 */
public record PageRequest(int limit, Optional<String> cursor) {

  /** The largest page. */
  public static final int MAX_LIMIT = 500;

  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", was " + limit);
    }
    Objects.requireNonNull(cursor, "cursor is null");
  }

  /** The first page. */
  public static PageRequest first(int limit) {
    return new PageRequest(limit, Optional.empty());
  }
}
