package dev.llmops.server.api;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.llmops.model.alert.Alert;
import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Delivery;
import dev.llmops.model.alert.Severity;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.QueryParameters;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.alert.AlertManager;
import dev.llmops.spi.storage.AlertStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Alerts, and how far they have got on their way to the sinks. */
public final class AlertRoutes implements RouteGroup {

  private static final String ALERTS = "/api/v1/alerts";
  private static final String ALERT = ALERTS + "/{id}";

  /** What somebody says who has seen an alert. */
  record AcknowledgeBody(String comment) {}

  /** An alert with its deliveries. */
  record AlertView(@JsonUnwrapped Alert alert, List<Delivery> deliveries) {}

  private final AlertManager alerts;

  @Inject
  public AlertRoutes(AlertManager alerts) {
    this.alerts = Objects.requireNonNull(alerts, "alerts is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(
            Route.get(ALERTS, this::list)
                .paged()
                .withQuery("type", "severity", "source", "acknowledged", "from", "to"))
        .add(Route.get(ALERT, this::find))
        .add(Route.post(ALERT + "/acknowledge", this::acknowledge));
  }

  private Reply list(Exchange exchange) {
    QueryParameters query = exchange.query();
    AlertStore.Filter filter =
        new AlertStore.Filter(
            query.oneOf("type", AlertType.values(), AlertRoutes::wireName),
            query.oneOf("severity", Severity.values(), AlertRoutes::wireName),
            query.text("source"),
            query.flag("acknowledged"),
            query.time("from"),
            query.time("to"));
    return exchange.page(page -> alerts.list(filter, page));
  }

  private Reply find(Exchange exchange) {
    String id = exchange.path("id");
    Alert alert = alerts.find(id);
    return Reply.ok(new AlertView(alert, alerts.deliveries(id))).withRevision(alert.revision());
  }

  private Reply acknowledge(Exchange exchange) throws IOException {
    String comment =
        exchange
            .optionalBody(AcknowledgeBody.class)
            .map(AcknowledgeBody::comment)
            .filter(Objects::nonNull)
            .orElse("");
    Alert alert = alerts.acknowledge(exchange.path("id"), exchange.actor(), comment);
    return Reply.ok(alert).withRevision(alert.revision());
  }

  private static String wireName(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
