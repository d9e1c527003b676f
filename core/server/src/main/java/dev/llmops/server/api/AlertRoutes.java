package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertEvent;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.server.http.EventFeed;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.QueryParameters;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.server.http.ServerEvent;
import dev.llmops.service.alert.AlertManager;
import dev.llmops.service.alert.AlertStream;
import dev.llmops.spi.storage.AlertStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Alerts, and how far the news of them has got on its way to the sinks. */
public final class AlertRoutes implements RouteGroup {

  private static final String ALERTS = "/api/v1/alerts";
  private static final String ALERT = ALERTS + "/{id}";

  /** What somebody says who acknowledges or resolves an alert. */
  record CommentBody(String comment) {}

  /** An alert with its deliveries. */
  record AlertView(@JsonUnwrapped Alert alert, List<Delivery> deliveries) {}

  /** What an event says. */
  record Happened(AlertEvent.Kind event, Instant at, Alert alert) {}

  private final AlertManager alerts;
  private final AlertStream stream;

  @Inject
  public AlertRoutes(AlertManager alerts, AlertStream stream) {
    this.alerts = Objects.requireNonNull(alerts, "alerts is null");
    this.stream = Objects.requireNonNull(stream, "stream is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(
            Route.get(ALERTS, this::list)
                .paged()
                .withQuery("type", "severity", "source", "acknowledged", "from", "to"))
        .add(Route.get("/api/v1/alerts:events", this::events))
        .add(Route.get(ALERT, this::find))
        .add(Route.post(ALERT + "/acknowledge", this::acknowledge))
        .add(Route.post(ALERT + "/resolve", this::resolve));
  }

  private Reply list(Exchange exchange) {
    QueryParameters query = exchange.query();
    AlertStore.Filter filter =
        new AlertStore.Filter(
            query.anyOf("type", AlertType.values(), AlertRoutes::wireName),
            query.anyOf("severity", Severity.values(), AlertRoutes::wireName),
            query.text("source"),
            query.flag("acknowledged"),
            query.time("from"),
            query.time("to"));
    return exchange.page(page -> alerts.list(filter, page));
  }

  private Reply events(Exchange exchange) {
    String position = stream.position(exchange.lastEventId().orElse(""));
    EventFeed feed = EventFeed.at(position);
    feed.whenClosed(
        stream.follow(
            position,
            (event, alert) ->
                feed.send(
                    new ServerEvent(
                        event.id(),
                        wireName(event.kind()),
                        new Happened(event.kind(), event.at(), alert)))));
    return Reply.events(feed);
  }

  private Reply find(Exchange exchange) {
    String id = exchange.path("id");
    Alert alert = alerts.find(id);
    return Reply.ok(new AlertView(alert, alerts.deliveries(id))).withRevision(alert.revision());
  }

  private Reply acknowledge(Exchange exchange) throws IOException {
    Alert alert = alerts.acknowledge(exchange.path("id"), exchange.actor(), comment(exchange));
    return Reply.ok(alert).withRevision(alert.revision());
  }

  private Reply resolve(Exchange exchange) throws IOException {
    Alert alert = alerts.resolve(exchange.path("id"), exchange.actor(), comment(exchange));
    return Reply.ok(alert).withRevision(alert.revision());
  }

  private static String comment(Exchange exchange) throws IOException {
    return exchange
        .optionalBody(CommentBody.class)
        .map(CommentBody::comment)
        .filter(Objects::nonNull)
        .orElse("");
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
