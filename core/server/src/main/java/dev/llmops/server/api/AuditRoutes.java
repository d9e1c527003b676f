package dev.llmops.server.api;

import dev.llmops.server.ProductVersion;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.QueryParameters;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.service.audit.AuditTrail;
import dev.llmops.spi.ApiVersion;
import dev.llmops.spi.storage.AuditStore;
import jakarta.inject.Inject;
import java.util.Objects;

/** Who changed what, and what server this is. */
public final class AuditRoutes implements RouteGroup {

  /** What server this is. */
  record Info(String product, String version, String apiVersion, String java) {}

  private final AuditTrail audit;

  @Inject
  public AuditRoutes(AuditTrail audit) {
    this.audit = Objects.requireNonNull(audit, "audit is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    Info info =
        new Info(
            "llmops", ProductVersion.current(), ApiVersion.current(), Runtime.version().toString());
    routes
        .add(
            Route.get("/api/v1/audit", this::list)
                .paged()
                .withQuery("actor", "resource", "from", "to"))
        .add(Route.get("/api/v1/info", exchange -> Reply.ok(info)));
  }

  private Reply list(Exchange exchange) {
    QueryParameters query = exchange.query();
    AuditStore.Filter filter =
        new AuditStore.Filter(
            query.text("actor"), query.text("resource"), query.time("from"), query.time("to"));
    return exchange.page(page -> audit.list(filter, page));
  }
}
