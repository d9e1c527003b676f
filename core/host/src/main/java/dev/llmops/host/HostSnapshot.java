package dev.llmops.host;

import dev.llmops.host.config.ConfigKey;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.json.Json;
import dev.llmops.spi.metric.MetricDescriptor;
import dev.llmops.spi.stats.AggregateKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the host holds at one moment. Immutable.
 *
 * @param plugins by path
 * @param contributions by kind and name
 * @param instances by kind and name
 */
public record HostSnapshot(
    List<PluginInfo> plugins, List<ContributionInfo> contributions, List<InstanceInfo> instances) {

  public HostSnapshot {
    plugins = List.copyOf(plugins);
    contributions = List.copyOf(contributions);
    instances = List.copyOf(instances);
  }

  /**
   * A candidate in the plugins directory.
   *
   * @param id empty when it does not say one
   * @param version as the manifest has it
   * @param problems why it does not serve, or which of its instances failed
   * @param sha256 of its JAR, when its bytes are in order
   */
  public record PluginInfo(
      String id,
      String version,
      Path path,
      LifecycleState state,
      List<PluginProblem> problems,
      Optional<String> sha256,
      String description,
      String provider) {

    public PluginInfo {
      problems = List.copyOf(problems);
    }
  }

  /** What can be used under a name, and the keys it understands. */
  public record ContributionInfo(
      ExtensionKind kind, String name, String title, String plugin, List<ConfigKey> config) {

    public ContributionInfo {
      config = List.copyOf(config);
    }
  }

  /**
   * An instance.
   *
   * @param configured whether an operator asked for it, otherwise it exists by default
   * @param reason why it does not serve
   * @param config its settings as written, secrets hidden
   * @param descriptor of a metric that serves
   * @param requires of a statistical test that serves
   */
  public record InstanceInfo(
      ExtensionKind kind,
      String name,
      String use,
      PluginPin pin,
      LifecycleState state,
      boolean configured,
      Optional<PluginProblem> reason,
      Json config,
      Optional<MetricDescriptor> descriptor,
      Optional<AggregateKind> requires) {}
}
