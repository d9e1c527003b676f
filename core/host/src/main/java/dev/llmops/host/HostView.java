package dev.llmops.host;

import dev.llmops.host.HostSnapshot.ContributionInfo;
import dev.llmops.host.HostSnapshot.InstanceInfo;
import dev.llmops.host.HostSnapshot.PluginInfo;
import dev.llmops.host.guard.GuardedInstance;
import dev.llmops.host.instance.InstanceOutcome;
import dev.llmops.host.instance.InstanceOutcome.Failed;
import dev.llmops.host.instance.InstanceOutcome.Started;
import dev.llmops.host.instance.InstancePlan;
import dev.llmops.host.load.ExtensionKind;
import dev.llmops.host.verify.PluginProblem;
import dev.llmops.spi.provider.LlmProvider;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What is in service, ready to be looked up. Immutable. */
final class HostView {

  private final List<PluginInfo> plugins;
  private final List<ContributionInfo> contributions;
  private final List<InstanceOutcome> outcomes;
  private final Map<ExtensionKind, Map<String, Started>> serving =
      new EnumMap<>(ExtensionKind.class);

  HostView(
      List<PluginInfo> plugins,
      List<ContributionInfo> contributions,
      List<InstanceOutcome> outcomes) {
    this.plugins = List.copyOf(plugins);
    this.contributions = List.copyOf(contributions);
    this.outcomes = List.copyOf(outcomes);
    for (ExtensionKind kind : ExtensionKind.values()) {
      serving.put(kind, new TreeMap<>());
    }
    for (InstanceOutcome outcome : outcomes) {
      if (outcome instanceof Started started) {
        serving.get(started.plan().contribution().kind()).put(started.plan().name(), started);
      }
    }
  }

  Optional<Started> find(ExtensionKind kind, String name) {
    return Optional.ofNullable(serving.get(kind).get(name));
  }

  /** The providers in service, by name; an object of that kind implements the interface. */
  @SuppressWarnings("unchecked")
  Map<String, GuardedInstance<LlmProvider>> providers() {
    Map<String, GuardedInstance<LlmProvider>> providers = new TreeMap<>();
    serving
        .get(ExtensionKind.PROVIDER)
        .forEach((name, started) ->
            providers.put(name, (GuardedInstance<LlmProvider>) started.instance()));
    return providers;
  }

  Collection<String> names(ExtensionKind kind) {
    return serving.get(kind).keySet();
  }

  List<InstanceOutcome> outcomes() {
    return outcomes;
  }

  /** The same without anything in service. */
  HostView unloaded() {
    return new HostView(
        plugins.stream().map(HostView::unloaded).toList(), contributions, List.of());
  }

  private static PluginInfo unloaded(PluginInfo plugin) {
    LifecycleState state =
        switch (plugin.state()) {
          case REJECTED, FAILED -> plugin.state();
          case DISCOVERED, VERIFIED, LOADED, CONFIGURED, SERVING, DEGRADED, UNLOADED ->
              LifecycleState.UNLOADED;
        };
    return new PluginInfo(
        plugin.id(),
        plugin.version(),
        plugin.path(),
        state,
        plugin.problems(),
        plugin.sha256(),
        plugin.description(),
        plugin.provider());
  }

  /** The public form, with the state of this moment. */
  HostSnapshot snapshot() {
    List<InstanceInfo> instances = outcomes.stream().map(HostView::instance).toList();
    return new HostSnapshot(plugins.stream().map(this::current).toList(), contributions, instances);
  }

  private PluginInfo current(PluginInfo plugin) {
    if (plugin.state() != LifecycleState.LOADED) {
      return plugin;
    }
    List<InstanceOutcome> own =
        outcomes.stream()
            .filter(outcome -> outcome.plan().plugin().source().path().equals(plugin.path()))
            .toList();
    List<PluginProblem> problems = new ArrayList<>(plugin.problems());
    own.forEach(outcome -> {
      if (outcome instanceof Failed failed) {
        problems.add(failed.problem());
      }
    });
    return new PluginInfo(
        plugin.id(),
        plugin.version(),
        plugin.path(),
        state(own, !problems.isEmpty()),
        problems,
        plugin.sha256(),
        plugin.description(),
        plugin.provider());
  }

  private static LifecycleState state(List<InstanceOutcome> own, boolean problems) {
    Predicate<InstanceOutcome> degraded =
        outcome -> outcome instanceof Started started && started.instance().degraded();
    if (own.stream().anyMatch(degraded)) {
      return LifecycleState.DEGRADED;
    }
    if (own.stream().anyMatch(Started.class::isInstance)) {
      return LifecycleState.SERVING;
    }
    return problems ? LifecycleState.FAILED : LifecycleState.LOADED;
  }

  private static InstanceInfo instance(InstanceOutcome outcome) {
    InstancePlan plan = outcome.plan();
    return switch (outcome) {
      case Started started ->
          new InstanceInfo(
              plan.contribution().kind(),
              plan.name(),
              plan.contribution().name(),
              plan.pin(),
              started.instance().degraded() ? LifecycleState.DEGRADED : LifecycleState.SERVING,
              plan.configured(),
              Optional.empty(),
              plan.echo(),
              started.descriptor(),
              started.requires());
      case Failed failed ->
          new InstanceInfo(
              plan.contribution().kind(),
              plan.name(),
              plan.contribution().name(),
              plan.pin(),
              LifecycleState.FAILED,
              plan.configured(),
              Optional.of(failed.problem()),
              plan.echo(),
              Optional.empty(),
              Optional.empty());
    };
  }
}
