package dev.llmops.service.plugin;

import dev.llmops.spi.alert.AlertSink;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.provider.LlmProvider;
import dev.llmops.spi.stats.StatisticalTest;
import java.util.List;

/**
 * What the services need of the plugin host: instances by name, behind a guard. Unknown names are
 * {@link dev.llmops.service.error.ServiceException}s of kind {@code NOT_FOUND} with near names.
 * Thread-safe.
 */
public interface Plugins {

  PluginHandle<LlmProvider> provider(String instance);

  PluginHandle<EvaluationMetric> metric(String instance);

  PluginHandle<StatisticalTest> test(String instance);

  PluginHandle<AlertSink> sink(String instance);

  /** The names of all sinks, those that are out of service too, in order. */
  List<String> sinks();
}
