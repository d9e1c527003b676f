package dev.llmops.service.rig;

import dev.llmops.metrics.operational.Latency;
import dev.llmops.metrics.text.ExactMatch;
import dev.llmops.metrics.text.WhiteSpace;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.service.error.Names;
import dev.llmops.service.error.ServiceException;
import dev.llmops.service.error.ServiceException.Kind;
import dev.llmops.service.plugin.PluginCallException;
import dev.llmops.service.plugin.PluginHandle;
import dev.llmops.service.plugin.Plugins;
import dev.llmops.spi.CallContext;
import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.provider.ProviderException;
import dev.llmops.spi.stats.StatisticalTest;
import dev.llmops.stats.frequentist.McNemarTest;
import dev.llmops.stats.frequentist.PairedTTest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** Instances by name, called on the caller's thread. */
public final class TestPlugins implements Plugins {

  private final Map<String, PluginHandle<LlmProvider>> providers = new ConcurrentSkipListMap<>();
  private final Map<String, PluginHandle<EvaluationMetric>> metrics = new ConcurrentSkipListMap<>();
  private final Map<String, PluginHandle<StatisticalTest>> tests = new ConcurrentSkipListMap<>();
  private final Map<String, PluginHandle<AlertSink>> sinks = new ConcurrentSkipListMap<>();
  private final Set<String> broken = new ConcurrentSkipListSet<>();

  /** With exact-match, latency and the paired tests. */
  public TestPlugins() {
    metric("exact-match", new ExactMatch(new ExactMatch.Config(false, WhiteSpace.TRIM)));
    metric("latency", new Latency());
    tests.put("mcnemar", new Handle<>(pin("mcnemar", "1.0.0"), new McNemarTest()));
    tests.put("paired-t", new Handle<>(pin("paired-t", "1.0.0"), new PairedTTest()));
  }

  /** Exactly which code an instance is, for a version of it. */
  public static PluginPin pin(String instance, String version) {
    return new PluginPin(instance, "plugin-of-" + instance, version, "sha-" + version, "settings");
  }

  public void provider(String name, LlmProvider provider) {
    providers.put(name, new Handle<>(pin(name, "1.0.0"), provider));
  }

  /** A provider with settings of its own. */
  public void configuredProvider(String name, String configHash, LlmProvider provider) {
    PluginPin pin = pin(name, "1.0.0");
    providers.put(
        name,
        new Handle<>(
            new PluginPin(name, pin.plugin(), pin.version(), pin.sha256(), configHash), provider));
  }

  public void metric(String name, EvaluationMetric metric) {
    metric(name, "1.0.0", metric);
  }

  public void metric(String name, String version, EvaluationMetric metric) {
    metrics.put(name, new Handle<>(pin(name, version), metric));
  }

  /** A metric that waits for others, such as a judge. */
  public void waitingMetric(String name, Duration waitsUpTo, EvaluationMetric metric) {
    metrics.put(name, new Handle<>(pin(name, "1.0.0"), metric, Optional.of(waitsUpTo)));
  }

  public void sink(String name, AlertSink sink) {
    sinks.put(name, new Handle<>(pin(name, "1.0.0"), sink));
  }

  /** A sink that is configured and out of service. */
  public void brokenSink(String name) {
    broken.add(name);
  }

  public void removeProvider(String name) {
    providers.remove(name);
  }

  public void removeMetric(String name) {
    metrics.remove(name);
  }

  public void removeTest(String name) {
    tests.remove(name);
  }

  @Override
  public PluginHandle<LlmProvider> provider(String instance) {
    return find(providers, "provider", instance);
  }

  @Override
  public PluginHandle<EvaluationMetric> metric(String instance) {
    return find(metrics, "metric", instance);
  }

  @Override
  public PluginHandle<StatisticalTest> test(String instance) {
    return find(tests, "statistical test", instance);
  }

  @Override
  public PluginHandle<AlertSink> sink(String instance) {
    return find(sinks, "sink", instance);
  }

  @Override
  public List<String> sinks() {
    Set<String> all = new TreeSet<>(sinks.keySet());
    all.addAll(broken);
    return List.copyOf(all);
  }

  private static <T> T find(Map<String, T> instances, String kind, String name) {
    T found = instances.get(name);
    if (found == null) {
      throw new ServiceException(
          Kind.NOT_FOUND,
          "LLM-PLG-001",
          "there is no " + kind + " \"" + name + "\"" + Names.hint(name, instances.keySet()));
    }
    return found;
  }

  private record Handle<T>(PluginPin pin, T plugin, Optional<Duration> waitsUpTo)
      implements PluginHandle<T> {

    Handle(PluginPin pin, T plugin) {
      this(pin, plugin, Optional.empty());
    }

    @Override
    public <R> R call(Duration timeout, Call<T, R> call)
        throws PluginCallException, InterruptedException {
      try {
        return call.on(plugin, CallContext.within(timeout, Clock.systemUTC()));
      } catch (InterruptedException e) {
        throw e;
      } catch (ProviderException e) {
        throw new PluginCallException(
            e.kind().name().toLowerCase(Locale.ROOT),
            e.getMessage(),
            e.kind().retryable(),
            e.retryAfter());
      } catch (Exception e) {
        throw new PluginCallException("failed", e.toString(), false, Optional.empty());
      }
    }
  }
}
