package dev.llmops.spi.storage;

import dev.llmops.model.alert.Subscription;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.util.List;
import java.util.Optional;

/**
 * Which sinks want which alerts.
 *
 * @since 1.0
 */
public interface SubscriptionStore {

  /**
   * Adds a subscription.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id exists
   */
  void insert(Subscription subscription);

  /** Removes a subscription; false when there is none. */
  boolean delete(String id);

  /** One subscription. */
  Optional<Subscription> find(String id);

  /** Subscriptions, newest first. */
  Page<Subscription> list(PageRequest page);

  /** Every subscription, oldest first; they are few. */
  List<Subscription> all();
}
