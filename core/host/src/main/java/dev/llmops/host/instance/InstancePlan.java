package dev.llmops.host.instance;

import dev.llmops.host.load.ContributedClass;
import dev.llmops.host.load.LoadedPlugin;
import dev.llmops.model.evaluation.PluginPin;
import dev.llmops.model.json.Json;
import java.util.Objects;
import java.util.Set;

/**
 * An instance that is to be made.
 *
 * @param config bound and checked
 * @param configHash of the config
 * @param echo the settings as the operator wrote them, secrets hidden
 * @param configured whether an operator asked for it by name
 * @param lent the providers that its settings name
 * @param height 1 for an instance that refers to no other, else one more than the highest it refers
 *     to; higher ones close first
 */
public record InstancePlan(
    LoadedPlugin plugin,
    ContributedClass contribution,
    String name,
    Record config,
    String configHash,
    Json echo,
    boolean configured,
    Set<String> lent,
    int height) {

  public InstancePlan {
    Objects.requireNonNull(plugin, "plugin is null");
    Objects.requireNonNull(contribution, "contribution is null");
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(config, "config is null");
    Objects.requireNonNull(configHash, "configHash is null");
    Objects.requireNonNull(echo, "echo is null");
    lent = Set.copyOf(lent);
  }

  /** The same at another height. */
  public InstancePlan withHeight(int other) {
    return new InstancePlan(
        plugin, contribution, name, config, configHash, echo, configured, lent, other);
  }

  /** Exactly which code and settings it will be. */
  public PluginPin pin() {
    return new PluginPin(name, plugin.id(), plugin.version(), plugin.source().sha256(), configHash);
  }
}
