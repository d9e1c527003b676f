package dev.llmops.service.alert;

import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.json.Json;
import dev.llmops.service.audit.Actor;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.service.audit.Facts;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.identity.IdSource;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.alert.DeliveryResult;
import dev.llmops.spi.alert.Notification;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sinks, and whether they work. Thread-safe. */
public final class Sinks {

  private final StorageBackend storage;
  private final AuditTrail audit;
  private final IdSource ids;
  private final Plugins plugins;
  private final Clock clock;
  private final Duration timeout;

  public Sinks(
      StorageBackend storage,
      AuditTrail audit,
      IdSource ids,
      Plugins plugins,
      Clock clock,
      AlertSettings settings) {
    this.storage = Objects.requireNonNull(storage, "storage is null");
    this.audit = Objects.requireNonNull(audit, "audit is null");
    this.ids = Objects.requireNonNull(ids, "ids is null");
    this.plugins = Objects.requireNonNull(plugins, "plugins is null");
    this.clock = Objects.requireNonNull(clock, "clock is null");
    this.timeout = settings.sinkTimeout();
  }

  /**
   * A sink.
   *
   * @param pin exactly which code it is; empty when it is out of service
   * @param reason why it is out of service; empty when it serves
   */
  public record SinkState(String name, Optional<PluginPin> pin, String reason) {

    public SinkState {
      Objects.requireNonNull(name, "name is null");
      Objects.requireNonNull(pin, "pin is null");
      Objects.requireNonNull(reason, "reason is null");
    }
  }

  /** All sinks in the order of their names; those out of service get what is raised later. */
  public List<SinkState> list() {
    return plugins.sinks().stream().map(this::state).toList();
  }

  private SinkState state(String name) {
    try {
      return new SinkState(name, Optional.of(plugins.sink(name).pin()), "");
    } catch (ServiceException e) {
      return new SinkState(name, Optional.empty(), e.getMessage());
    }
  }

  /**
   * Makes one attempt to deliver a made-up alert that is marked as a test, and waits for its end.
   *
   * @throws ServiceException of kind {@code NOT_FOUND} when there is no such sink
   * @throws InterruptedException when the server stops
   */
  public DeliveryResult test(String sink, Actor actor) throws InterruptedException {
    List<String> sinks = plugins.sinks();
    if (!sinks.contains(sink)) {
      throw new ServiceException(
          Kind.NOT_FOUND, "LLM-ALR-020", AlertWording.noSink(sink, Names.hint(sink, sinks)));
    }
    DeliveryResult result = deliver(sink);
    storage.inTransaction(stores -> {
      Json after =
          new Facts()
              .with("outcome", AlertJson.word(result.outcome()))
              .with("reason", result.reason())
              .json();
      audit.record(stores, actor, "sink.test", "sink/" + sink, Json.NULL, after, "");
      return after;
    });
    return result;
  }

  private DeliveryResult deliver(String sink) throws InterruptedException {
    Alert alert = madeUp();
    Notification notification = Notification.test("test/" + alert.id() + "/" + sink, alert);
    try {
      DeliveryResult result =
          plugins.sink(sink).call(timeout, (plugin, call) -> plugin.deliver(notification, call));
      return result == null ? DeliveryResult.retryLater(AlertWording.sinkSaidNothing()) : result;
    } catch (PluginCallException e) {
      return DeliveryResult.retryLater(e.code() + ": " + e.getMessage());
    }
  }

  private Alert madeUp() {
    String id = ids.next();
    return Alert.raised(
        id,
        AlertType.THRESHOLD,
        Severity.INFO,
        AlertWording.testMessage(),
        "test",
        id,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        Json.EMPTY_OBJECT,
        Condition.of("test", id),
        clock.instant(),
        Optional.empty());
  }
}
