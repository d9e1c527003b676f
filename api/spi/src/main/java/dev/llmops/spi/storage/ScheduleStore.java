package dev.llmops.spi.storage;

import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import dev.llmops.model.schedule.Schedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Schedules.
 *
 * @since 1.0
 */
public interface ScheduleStore {

  /**
   * Which schedules are wanted; all given conditions must hold.
   *
   * @param prompt the name of the prompt that its runs evaluate
   * @param dataset the name of the dataset that its runs use
   * @param paused whether it is paused
   */
  record Filter(Optional<String> prompt, Optional<String> dataset, Optional<Boolean> paused) {

    /** Every schedule. */
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Adds a schedule of revision 1.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id exists
   */
  void insert(Schedule schedule);

  /**
   * Replaces a schedule; its revision is one more than the stored one.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another
   */
  void update(Schedule schedule);

  /**
   * Removes a schedule of the given revision.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another, or there is
   *     none
   */
  void delete(String id, long revision);

  /** One schedule. */
  Optional<Schedule> find(String id);

  /** Schedules, newest first. */
  Page<Schedule> list(Filter filter, PageRequest page);

  /** All wanted schedules, newest first. */
  default List<Schedule> all(Filter filter) {
    List<Schedule> found = new ArrayList<>();
    Optional<PageRequest> next = Optional.of(PageRequest.first(PageRequest.MAX_LIMIT));
    while (next.isPresent()) {
      Page<Schedule> page = list(filter, next.get());
      found.addAll(page.items());
      next =
          page.nextCursor()
              .map(cursor -> new PageRequest(PageRequest.MAX_LIMIT, Optional.of(cursor)));
    }
    return found;
  }
}
