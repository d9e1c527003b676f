package dev.llmops.host.instance;

import com.google.inject.AbstractModule;
import dev.llmops.host.load.ContributedClass;
import dev.llmops.spi.PluginContext;
import java.lang.reflect.Constructor;

/** Binds an instance's settings and what the host publishes, and nothing else of the host. */
final class InstanceModule extends AbstractModule {

  private final ContributedClass contribution;
  private final Record config;
  private final PluginContext context;

  InstanceModule(ContributedClass contribution, Record config, PluginContext context) {
    this.contribution = contribution;
    this.config = config;
    this.context = context;
  }

  @Override
  protected void configure() {
    binder().requireExplicitBindings();
    binder().requireExactBindingAnnotations();
    binder().disableCircularProxies();
    bind(PluginContext.class).toInstance(context);
    bindConfig(contribution.config());
    bindImplementation(contribution.constructor());
  }

  @SuppressWarnings("unchecked")
  private <C extends Record> void bindConfig(Class<C> type) {
    bind(type).toInstance((C) config);
  }

  private <T> void bindImplementation(Constructor<T> constructor) {
    bind(constructor.getDeclaringClass()).toConstructor(constructor);
  }
}
