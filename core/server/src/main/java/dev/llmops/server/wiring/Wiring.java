package dev.llmops.server.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.llmops.host.PluginHost;
import dev.llmops.server.Layout;
import dev.llmops.server.config.ServerConfig;
import dev.llmops.server.http.ServerMetrics;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.service.provider.ProviderHealth;
import dev.llmops.spi.storage.StorageBackend;
import java.time.Clock;

/** Puts the parts of a server together. */
public final class Wiring {

  private Wiring() {}

  /** The injector of a server: every binding is explicit, and every part is made at once. */
  public static Injector injector(
      ServerConfig config,
      Layout layout,
      PluginHost host,
      StorageBackend storage,
      ServerMetrics metrics,
      Clock clock) {
    return Guice.createInjector(
        Stage.PRODUCTION,
        new AbstractModule() {
          @Override
          protected void configure() {
            binder().requireExplicitBindings();
            binder().requireExactBindingAnnotations();
            binder().disableCircularProxies();
            bind(Clock.class).toInstance(clock);
            bind(PluginHost.class).toInstance(host);
            bind(Plugins.class).toInstance(new HostPlugins(host));
            bind(ProviderHealth.class).toInstance(new HostHealth(host));
            bind(StorageBackend.class).toInstance(storage);
            bind(ServerMetrics.class).toInstance(metrics);
          }
        },
        new ServiceModule(new ServiceSettings(config), NodeName.of(layout.data())),
        new HttpModule(config));
  }
}
