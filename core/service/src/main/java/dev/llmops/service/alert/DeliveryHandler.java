package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Delivery.State;
import dev.llmops.model.job.Job;
import dev.llmops.service.alert.RetryPlan.Again;
import dev.llmops.service.alert.RetryPlan.GiveUp;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.job.JobHandler;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import dev.llmops.spi.storage.StorageBackend;
import dev.llmops.spi.storage.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers alerts to sinks as jobs of kind {@code delivery}. It tries again, across restarts, until
 * the sink has the alert or delivery is given up. What happened to one alert reaches a sink in the
 * order in which it happened. Thread-safe.
 */
public final class DeliveryHandler implements JobHandler {

  /** The kind of its jobs. */
  public static final String KIND = "delivery";

  private static final int CONCURRENCY = 16;

  /** So that a sink which hangs leaves room for the others. */
  private static final int CONCURRENCY_OF_A_SINK = 4;

  /** How long to wait for a sink that is busy before others get the place. */
  private static final long PATIENCE_MILLIS = 250;

  private static final Duration NEXT_LOOK = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(DeliveryHandler.class);

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final Plugins plugins;
  private final Clock clock;
  private final Duration timeout;
  private final RetryPlan retries;
  private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

  public DeliveryHandler(
      StorageBackend storage,
      AuditTrail audit,
      Plugins plugins,
      Clock clock,
      AlertSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.timeout = settings.sinkTimeout();
    this.retries = new RetryPlan(settings);
  }

  /** The subject of the job that delivers an event to a sink. */
  static String subject(String eventId, String sink) {
    return eventId + "/" + sink;
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public int concurrency() {
    return CONCURRENCY;
  }

  /**
   * News on its way.
   *
   * @param behind whether earlier news of the alert is still on its way to the sink
   */
  private record Parcel(Alert alert, AlertEvent event, Delivery delivery, boolean behind) {

    /** When the sink could first be told. */
    Instant since() {
      return alert.quietUntil().filter(quiet -> quiet.isAfter(event.at())).orElse(event.at());
    }
  }

  @Override
  public Optional<Instant> work(Job job) throws InterruptedException {
    // The id of an event has no slash; the name of a sink may have.
    int slash = job.subject().indexOf('/');
    String sink = job.subject().substring(slash + 1);
    Optional<Parcel> parcel = parcel(job.subject().substring(0, slash), sink);
    if (parcel.isEmpty()) {
      return Optional.empty();
    }
    Semaphore free = places.computeIfAbsent(sink, name -> new Semaphore(CONCURRENCY_OF_A_SINK));
    if (parcel.get().behind() || !free.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
      return Optional.of(clock.instant().plus(NEXT_LOOK));
    }
    try {
      return settle(parcel.get(), attempt(parcel.get()));
    } finally {
      free.release();
    }
  }

  private Optional<Parcel> parcel(String eventId, String sink) {
    return storage.read(stores ->
        stores
            .alerts()
            .findEvent(eventId)
            .flatMap(event ->
                stores
                    .alerts()
                    .find(event.alertId())
                    .flatMap(alert -> pending(stores, alert, event, sink))));
  }

  private static Optional<Parcel> pending(
      Stores stores, Alert alert, AlertEvent event, String sink) {
    List<Delivery> underway =
        stores.alerts().deliveries(alert.id()).stream()
            .filter(delivery -> delivery.sink().equals(sink))
            .filter(delivery -> delivery.state() == State.PENDING)
            .toList();
    // Ids are ordered by creation.
    boolean behind = underway.stream().anyMatch(other -> other.eventId().compareTo(event.id()) < 0);
    return underway.stream()
        .filter(delivery -> delivery.eventId().equals(event.id()))
        .findFirst()
        .map(delivery -> new Parcel(alert, event, delivery, behind));
  }

  private DeliveryResult attempt(Parcel parcel) throws InterruptedException {
    Delivery delivery = parcel.delivery();
    Notification notification =
        Notification.of(
            subject(delivery.eventId(), delivery.sink()),
            delivery.event(),
            parcel.alert(),
            delivery.attempts() + 1);
    try {
      DeliveryResult result =
          plugins
              .sink(delivery.sink())
              .call(timeout, (sink, call) -> sink.deliver(notification, call));
      return result == null ? DeliveryResult.retryLater(AlertWording.sinkSaidNothing()) : result;
    } catch (PluginCallException e) {
      String reason = e.code() + ": " + e.getMessage();
      return e.retryAfter()
          .map(after -> DeliveryResult.retryAfter(after, reason))
          .orElseGet(() -> DeliveryResult.retryLater(reason));
    } catch (ServiceException e) {
      // The operator may bring the sink back before delivery is given up.
      return DeliveryResult.retryLater(e.getMessage());
    }
  }

  private Optional<Instant> settle(Parcel parcel, DeliveryResult result) {
    return switch (result.outcome()) {
      case DELIVERED -> {
        store(parcel, State.DELIVERED, Optional.empty());
        yield Optional.empty();
      }
      case REJECTED -> {
        giveUp(parcel, AlertWording.rejected(result.reason()));
        yield Optional.empty();
      }
      case RETRY_LATER -> retry(parcel, result);
    };
  }

  private Optional<Instant> retry(Parcel parcel, DeliveryResult result) {
    int attempts = parcel.delivery().attempts() + 1;
    return switch (retries.after(attempts, parcel.since(), clock.instant(), result.after())) {
      case Again again -> {
        store(parcel, State.PENDING, Optional.of(result.reason()));
        yield Optional.of(again.at());
      }
      case GiveUp giveUp -> {
        giveUp(parcel, AlertWording.withLastError(giveUp.why(), result.reason()));
        yield Optional.empty();
      }
    };
  }

  private void giveUp(Parcel parcel, String why) {
    log.warn(
        "Alert {} does not reach the sink {}: {}",
        parcel.alert().id(),
        parcel.delivery().sink(),
        why);
    store(parcel, State.GIVEN_UP, Optional.of(why));
  }

  private void store(Parcel parcel, State state, Optional<String> error) {
    Delivery before = parcel.delivery();
    Delivery after =
        new Delivery(
            before.alertId(),
            before.eventId(),
            before.event(),
            before.sink(),
            state,
            before.attempts() + 1,
            clock.instant(),
            error);
    storage.inTransaction(stores -> {
      stores.alerts().putDelivery(after);
      audit.record(
          stores,
          Actor.SYSTEM,
          "alert.deliver",
          "alert/" + before.alertId() + "/deliveries/" + before.sink(),
          AlertJson.of(before),
          AlertJson.of(after),
          "");
      return after;
    });
  }
}
