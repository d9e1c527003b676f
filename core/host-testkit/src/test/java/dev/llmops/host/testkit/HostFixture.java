package dev.llmops.host.testkit;

import dev.llmops.host.HostSettings;
import dev.llmops.host.HostSnapshot.InstanceInfo;
import dev.llmops.host.HostSnapshot.PluginInfo;
import dev.llmops.host.InstanceRequests;
import dev.llmops.host.PluginHost;
import dev.llmops.host.config.ConfigDocument;
import dev.llmops.host.config.ConfigurationException;
import dev.llmops.host.guard.PluginCallException;
import dev.llmops.spi.metric.EvaluationMetric;
import dev.llmops.spi.metric.MetricResult;
import dev.llmops.spi.metric.ScoredSample;
import dev.llmops.spi.provider.ChatResponse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A host over the plugins of one test. */
final class HostFixture implements AutoCloseable {

  static final ScoredSample SAMPLE =
      ScoredSample.of("1", ChatResponse.of("yes").model("m").latency(Duration.ZERO).build())
          .build();

  final PluginHost host;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private HostFixture(HostSettings settings, String yaml)
      throws ConfigurationException, IOException, InterruptedException {
    ConfigDocument document = ConfigDocument.parse(yaml, "t.yaml", Path.of("."), Map.of());
    InstanceRequests requests = InstanceRequests.of(document.root());
    host = PluginHost.start(settings, requests.instances(), Clock.systemUTC(), meters);
  }

  static HostFixture over(Path plugins) throws Exception {
    return new HostFixture(HostSettings.of(plugins, plugins), "");
  }

  static HostFixture over(Path plugins, String yaml) throws Exception {
    return new HostFixture(HostSettings.of(plugins, plugins), yaml);
  }

  static HostFixture over(HostSettings settings) throws Exception {
    return new HostFixture(settings, "");
  }

  PluginInfo plugin(String fileName) {
    return host.snapshot().plugins().stream()
        .filter(plugin -> plugin.path().getFileName().toString().equals(fileName))
        .findFirst()
        .orElseThrow();
  }

  InstanceInfo instance(String name) {
    return host.snapshot().instances().stream()
        .filter(instance -> instance.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  MetricResult score(String name) throws Exception {
    return score(name, Duration.ofSeconds(10));
  }

  MetricResult score(String name, Duration timeout) throws Exception {
    return host.instance(EvaluationMetric.class, name)
        .call("score", timeout, (metric, call) -> metric.score(SAMPLE, call));
  }

  PluginCallException failureOf(String name) throws Exception {
    try {
      score(name);
    } catch (PluginCallException e) {
      return e;
    }
    throw new AssertionError(name + " gave a score");
  }

  @Override
  public void close() {
    host.close();
  }
}
