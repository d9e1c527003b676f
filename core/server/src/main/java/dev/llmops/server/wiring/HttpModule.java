package dev.llmops.server.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Singleton;
import com.google.inject.multibindings.Multibinder;
import dev.llmops.host.PluginHost;
import dev.llmops.server.api.AlertRoutes;
import dev.llmops.server.api.ApiLimits;
import dev.llmops.server.api.AuditRoutes;
import dev.llmops.server.api.DatasetRoutes;
import dev.llmops.server.api.ExperimentRoutes;
import dev.llmops.server.api.MonitorRoutes;
import dev.llmops.server.api.PluginRoutes;
import dev.llmops.server.api.PromptApprovalRoutes;
import dev.llmops.server.api.PromptEvaluationRoutes;
import dev.llmops.server.api.PromptLabelRoutes;
import dev.llmops.server.api.PromptRoutes;
import dev.llmops.server.api.ProviderRoutes;
import dev.llmops.server.api.RunRoutes;
import dev.llmops.server.api.ScheduleRoutes;
import dev.llmops.server.api.SinkRoutes;
import dev.llmops.server.config.ServerConfig;
import dev.llmops.server.http.HttpServer;
import dev.llmops.server.http.HttpSettings;
import dev.llmops.server.http.Idempotency;
import dev.llmops.server.http.OpenApiDocument;
import dev.llmops.server.http.Readiness;
import dev.llmops.server.http.RouteGroup;
import dev.llmops.server.http.Router;
import dev.llmops.server.http.ServerMetrics;
import dev.llmops.server.http.SystemRoutes;
import dev.llmops.server.http.WireJson;
import dev.llmops.server.security.AccessControl;
import dev.llmops.server.security.ApiKeys;
import dev.llmops.server.security.ListenAddress;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;
import java.util.Set;

/** Wires the HTTP API. */
final class HttpModule extends AbstractModule {

  private final ServerConfig config;

  HttpModule(ServerConfig config) {
    this.config = config;
  }

  @Override
  protected void configure() {
    bind(WireJson.class).toInstance(new WireJson());
    bind(ApiLimits.class)
        .toInstance(new ApiLimits((long) config.server().maxUploadMegabytes() << 20));
    Multibinder<RouteGroup> groups = Multibinder.newSetBinder(binder(), RouteGroup.class);
    groups.addBinding().to(PromptRoutes.class);
    groups.addBinding().to(PromptEvaluationRoutes.class);
    groups.addBinding().to(PromptLabelRoutes.class);
    groups.addBinding().to(PromptApprovalRoutes.class);
    groups.addBinding().to(ExperimentRoutes.class);
    groups.addBinding().to(DatasetRoutes.class);
    groups.addBinding().to(RunRoutes.class);
    groups.addBinding().to(ScheduleRoutes.class);
    groups.addBinding().to(AlertRoutes.class);
    groups.addBinding().to(MonitorRoutes.class);
    groups.addBinding().to(SinkRoutes.class);
    groups.addBinding().to(PluginRoutes.class);
    groups.addBinding().to(ProviderRoutes.class);
    groups.addBinding().to(AuditRoutes.class);
    groups.addBinding().to(SystemRoutes.class);
    bind(PromptRoutes.class);
    bind(PromptEvaluationRoutes.class);
    bind(PromptLabelRoutes.class);
    bind(PromptApprovalRoutes.class);
    bind(ExperimentRoutes.class);
    bind(DatasetRoutes.class);
    bind(RunRoutes.class);
    bind(ScheduleRoutes.class);
    bind(AlertRoutes.class);
    bind(MonitorRoutes.class);
    bind(SinkRoutes.class);
    bind(PluginRoutes.class);
    bind(ProviderRoutes.class);
    bind(AuditRoutes.class);
  }

  @Provides
  @Singleton
  SystemRoutes systemRoutes(Readiness readiness, ServerMetrics metrics, WireJson json) {
    return new SystemRoutes(readiness, metrics.registry(), OpenApiDocument.load(json));
  }

  @Provides
  @Singleton
  Readiness readiness(PluginHost host, StorageBackend storage) {
    return new ServerReadiness(host, storage, config.plugins().required());
  }

  @Provides
  @Singleton
  Router router(Set<RouteGroup> groups) {
    Router.Builder routes = Router.builder();
    groups.forEach(routes::add);
    return routes.build();
  }

  @Provides
  @Singleton
  Idempotency idempotency(StorageBackend storage, Clock clock, WireJson json) {
    return new Idempotency(storage, clock, json);
  }

  @Provides
  @Singleton
  Housekeeping housekeeping(Idempotency idempotency) {
    return new Housekeeping(idempotency);
  }

  @Provides
  @Singleton
  HttpServer http(Router router, Idempotency idempotency, WireJson json, ServerMetrics metrics) {
    ApiKeys keys =
        new ApiKeys(
            config.server().apiKeys().stream()
                .map(key -> new ApiKeys.Entry(key.name(), key.hash()))
                .toList());
    HttpSettings settings = HttpSettings.defaults(ListenAddress.parse(config.server().listen()));
    return new HttpServer(
        settings, router, new AccessControl(keys), idempotency, json, metrics.registry());
  }
}
