package dev.llmops.server.api;

import dev.llmops.model.alert.AlertType;
import dev.llmops.model.alert.Monitor;
import dev.llmops.model.alert.Severity;
import dev.llmops.model.json.Json;
import dev.llmops.server.http.Exchange;
import dev.llmops.server.http.PathTemplate;
import dev.llmops.server.http.Reply;
import dev.llmops.server.http.Route;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.server.http.WireJson;
import dev.llmops.service.alert.MonitorDraft;
import dev.llmops.service.alert.Monitors;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Monitors: the conditions that runs are held against beside the built-in ones. */
public final class MonitorRoutes implements RouteGroup {

  private static final String MONITORS = "/api/v1/monitors";
  private static final String MONITOR = MONITORS + "/{id}";

  /** What a monitor shall look at. */
  record MonitorBody(
      AlertType kind,
      String measure,
      Double limit,
      String baselineRun,
      Integer window,
      Severity severity,
      String prompt,
      String dataset,
      String provider,
      Boolean enabled) {

    MonitorDraft toDraft() {
      if (kind == null || measure == null) {
        throw new ServiceException(
            Kind.INVALID,
            "LLM-ALR-030",
            "the monitor is not valid: a monitor has a kind and a measure",
            List.of(
                kind == null
                    ? new ServiceException.Problem(
                        "/kind", "is required: regression, threshold or anomaly")
                    : new ServiceException.Problem(
                        "/measure", "is required, such as pass-rate or metric:NAME")));
      }
      return new MonitorDraft(
          kind,
          measure,
          limit == null ? OptionalDouble.empty() : OptionalDouble.of(limit),
          Optional.ofNullable(baselineRun),
          window == null ? OptionalInt.empty() : OptionalInt.of(window),
          severity == null ? Severity.WARNING : severity,
          Optional.ofNullable(prompt),
          Optional.ofNullable(dataset),
          Optional.ofNullable(provider),
          enabled == null || enabled);
    }

    static MonitorBody of(MonitorDraft draft) {
      return new MonitorBody(
          draft.kind(),
          draft.measure(),
          draft.limit().isPresent() ? draft.limit().getAsDouble() : null,
          draft.baselineRun().orElse(null),
          draft.window().isPresent() ? draft.window().getAsInt() : null,
          draft.severity(),
          draft.prompt().orElse(null),
          draft.dataset().orElse(null),
          draft.provider().orElse(null),
          draft.enabled());
    }
  }

  private final Monitors monitors;
  private final WireJson json;

  @Inject
  public MonitorRoutes(Monitors monitors, WireJson json) {
    this.monitors = Objects.requireNonNull(monitors, "monitors is null");
    this.json = Objects.requireNonNull(json, "json is null");
  }

  @Override
  public void addTo(Router.Builder routes) {
    routes
        .add(Route.post(MONITORS, this::create))
        .add(Route.get(MONITORS, exchange -> exchange.page(monitors::list)).paged())
        .add(Route.get(MONITOR, this::find))
        .add(Route.patch(MONITOR, this::change))
        .add(Route.delete(MONITOR, this::remove));
  }

  private Reply create(Exchange exchange) throws IOException {
    Monitor monitor = monitors.create(exchange.body(MonitorBody.class).toDraft(), exchange.actor());
    return Reply.created(PathTemplate.expand(MONITOR, monitor.id()), monitor)
        .withRevision(monitor.revision());
  }

  private Reply find(Exchange exchange) {
    Monitor monitor = monitors.find(exchange.path("id"));
    return Reply.ok(monitor).withRevision(monitor.revision());
  }

  private Reply change(Exchange exchange) throws IOException {
    // Binding it alone refuses what does not fit before anything is looked up.
    exchange.body(MonitorBody.class);
    Json patch = exchange.body(Json.class);
    Monitor monitor =
        monitors.change(
            exchange.path("id"),
            exchange.ifMatch(),
            before -> merged(before, patch).toDraft(),
            exchange.actor());
    return Reply.ok(monitor).withRevision(monitor.revision());
  }

  /** As RFC 7396 has it: what the patch does not name stays, and null removes. */
  private MonitorBody merged(MonitorDraft before, Json patch) {
    Json whole = json.read(json.write(MonitorBody.of(before)));
    Map<String, Json> fields = new LinkedHashMap<>(whole.fields());
    fields.putAll(patch.fields());
    return json.read(json.write(Json.object(fields)), MonitorBody.class, "");
  }

  private Reply remove(Exchange exchange) {
    monitors.remove(exchange.path("id"), exchange.ifMatch(), exchange.actor());
    return Reply.noContent();
  }
}
