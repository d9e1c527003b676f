package dev.llmops.spi.storage;

import dev.llmops.model.alert.Monitor;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.util.List;
import java.util.Optional;

/**
 * Conditions that runs are held against.
 *
 * @since 1.0
 */
public interface MonitorStore {

  /**
   * Adds a monitor of revision 1.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id exists
   */
  void insert(Monitor monitor);

  /**
   * Replaces a monitor; its revision is one more than the stored one.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another
   */
  void update(Monitor monitor);

  /** Removes a monitor; false when there is none. */
  boolean delete(String id);

  /** One monitor. */
  Optional<Monitor> find(String id);

  /** Monitors, newest first. */
  Page<Monitor> list(PageRequest page);

  /** Every monitor, oldest first; they are few. */
  List<Monitor> all();
}
