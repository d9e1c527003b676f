package dev.llmops.spi.storage;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.paging.Page;
import dev.llmops.model.paging.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Alerts and how far they have got on their way to the sinks.
 *
 * @since 1.0
 */
public interface AlertStore {

  /**
   * Which alerts are wanted; all given conditions must hold.
   *
   * @param type the kind
   * @param severity the severity
   * @param source the kind of thing that raised it
   * @param acknowledged whether it is acknowledged
   * @param from created at or after
   * @param to created before
   */
  record Filter(
      Optional<AlertType> type,
      Optional<Severity> severity,
      Optional<String> source,
      Optional<Boolean> acknowledged,
      Optional<Instant> from,
      Optional<Instant> to) {

    /** Every alert. */
    public static final Filter ALL =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * Adds an alert of revision 1.
   *
   * @throws StorageException of kind {@code DUPLICATE} when the id exists
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

  /** Alerts, newest first. */
  Page<Alert> list(Filter filter, PageRequest page);

  /** Adds or replaces a delivery. */
  void putDelivery(Delivery delivery);

  /** The deliveries of an alert, ordered by sink. */
  List<Delivery> deliveries(String alertId);
}
