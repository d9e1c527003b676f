package dev.llmops.server.wiring;

import dev.llmops.host.PluginHost;
import dev.llmops.host.UnknownInstanceException;
import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.PluginHandle;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.stats.StatisticalTest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Plugs the host into the port of the services. Thread-safe. */
final class HostPlugins implements Plugins {

  private final PluginHost host;

  HostPlugins(PluginHost host) {
    this.host = Objects.requireNonNull(host, "host is null");
  }

  @Override
  public PluginHandle<LlmProvider> provider(String instance) {
    return handle(LlmProvider.class, instance, "complete");
  }

  @Override
  public PluginHandle<EvaluationMetric> metric(String instance) {
    return handle(EvaluationMetric.class, instance, "score", host.waitsUpTo(instance));
  }

  @Override
  public PluginHandle<StatisticalTest> test(String instance) {
    return handle(StatisticalTest.class, instance, "evaluate");
  }

  @Override
  public PluginHandle<AlertSink> sink(String instance) {
    return handle(AlertSink.class, instance, "deliver");
  }

  @Override
  public List<String> sinks() {
    return host.names(AlertSink.class);
  }

  private <T> PluginHandle<T> handle(Class<T> point, String name, String operation) {
    return handle(point, name, operation, Optional.empty());
  }

  private <T> PluginHandle<T> handle(
      Class<T> point, String name, String operation, Optional<Duration> waitsUpTo) {
    try {
      return new Handle<>(host.instance(point, name), operation, waitsUpTo);
    } catch (UnknownInstanceException e) {
      throw new ServiceException(
          ServiceException.Kind.NOT_FOUND, "LLM-PLG-050", withoutCode(e.getMessage()));
    }
  }

  private static String withoutCode(String message) {
    return message.startsWith("LLM-PLG-") ? message.substring(message.indexOf(' ') + 1) : message;
  }

  private record Handle<T>(
      GuardedInstance<T> instance, String operation, Optional<Duration> waitsUpTo)
      implements PluginHandle<T> {

    @Override
    public PluginPin pin() {
      return instance.pin();
    }

    @Override
    public <R> R call(Duration timeout, Call<T, R> call)
        throws PluginCallException, InterruptedException {
      try {
        return instance.call(operation, timeout, call::on);
      } catch (dev.llmops.host.guard.PluginCallException e) {
        throw new PluginCallException(reason(e), e.getMessage(), e.retryable(), e.retryAfter());
      }
    }

    /** A provider's own reason where it gave one, else the guard's. */
    private static String reason(dev.llmops.host.guard.PluginCallException e) {
      Enum<?> reason =
          e.providerKind().<Enum<?>>map(ProviderException.Kind.class::cast).orElse(e.kind());
      return reason.name().toLowerCase(Locale.ROOT);
    }
  }
}
