package dev.llmops.host.instance;

import dev.llmops.host.load.ContributedClass;
import dev.llmops.host.load.LoadedPlugin;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.json.Json;
import java.util.Objects;

/**
 * An instance that is to be made.
 *
 * @param config bound and checked
 * @param configHash of the config
 * @param echo the settings as the operator wrote them, secrets hidden
 * @param configured whether an operator asked for it by name
 */
public record InstancePlan(
    LoadedPlugin plugin,
    ContributedClass contribution,
    String name,
    Record config,
    String configHash,
    Json echo,
    boolean configured) {

  public InstancePlan {
    Objects.requireNonNull(plugin, "plugin is null");
    Objects.requireNonNull(contribution, "contribution is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(config, "config is null");
    Objects.requireNonNull(configHash, "configHash is null");
    Objects.requireNonNull(echo, "echo is null");
  }

  /** Exactly which code and settings it will be. */
  public PluginPin pin() {
    return new PluginPin(name, plugin.id(), plugin.version(), plugin.source().sha256(), configHash);
  }
}
