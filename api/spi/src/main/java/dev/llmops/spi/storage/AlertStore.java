package dev.llmops.spi.storage;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Alerts, what happened to them, and how far the news has got on its way to the sinks.
 *
 * @since 1.0
 */
public interface AlertStore {

  /**
   * Which alerts are wanted; all given conditions must hold.
   *
   * @param types the kinds, any of them; empty for all
   * @param severities the severities, any of them; empty for all
   * @param source the kind of thing that raised it
   * @param acknowledged whether it is acknowledged
   * @param from created at or after
   * @param to created before
   */
  record Filter(
      Set<AlertType> types,
      Set<Severity> severities,
      Optional<String> source,
      Optional<Boolean> acknowledged,
      Optional<Instant> from,
      Optional<Instant> to) {

    /** Every alert. */
    public static final Filter ALL =
        new Filter(
            Set.of(),
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public Filter {
      types = Set.copyOf(types);
      severities = Set.copyOf(severities);
    }
  }

  /**
   * Adds an alert of revision 1.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id exists, or another alert of its
   *     condition is not resolved
   */
  void insert(Alert alert);

  /**
   * Replaces an alert; its revision is one more than the stored one.
   *
   * @throws StorageException of kind {@code STALE} when the stored revision is another
   */
  void update(Alert alert);

  /** One alert. */
  Optional<Alert> find(String id);

  /** The newest alert of a condition; the only one of them that may not be resolved. */
  Optional<Alert> latest(String condition);

  /** Alerts, newest first. */
  Page<Alert> list(Filter filter, PageRequest page);

  /** Adds an event. */
  void append(AlertEvent event);

  /**
   * The events after one, oldest first.
   *
   * @param afterId an id, which need not exist; empty for the beginning
   * @param limit how many at most
   */
  List<AlertEvent> events(String afterId, int limit);

  /** One event. */
  Optional<AlertEvent> findEvent(String id);

  /** The id of the newest event; empty when there is none. */
  Optional<String> lastEvent();

  /** Adds or replaces a delivery. */
  void putDelivery(Delivery delivery);

  /** The deliveries of an alert, ordered by event and sink. */
  List<Delivery> deliveries(String alertId);
}
